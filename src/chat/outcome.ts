import type { Answer } from '../contract/card.ts';

/** What came of an event: words for who caused it, and the ticket that it made or went to. */
export type Outcome = { answer: Answer; ticket: string | null };

export const DONE: Outcome = { answer: { type: 'done' }, ticket: null };
export const said = (text: string): Outcome => ({ answer: { type: 'said', text }, ticket: null });
export const refused = (text: string): Outcome => ({ answer: { type: 'refused', text }, ticket: null });
