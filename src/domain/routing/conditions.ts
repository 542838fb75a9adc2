/**
 * The conditions of a routing rule that need no pattern: each either holds or says in plain words why not.
 */
import type { RoutingConditions, TicketSource } from '../../contract/routing.ts';
import { type FoldedText, firstWord } from './words.ts';

/** What is known of a new ticket when it is routed. */
export interface RoutingFacts {
  channel: string;
  conversation?: string | null;
  kind: 'incident' | 'request' | 'change' | 'problem';
  source: TicketSource;
  /** Title, a line break, description. */
  text: string;
  requester: {
    email: string | null;
    /** Ids. */
    teams: readonly string[];
    /** A BCP 47 tag; `de_CH` is read as `de-CH`. */
    locale: string | null;
    timeZone: string | null;
    guest: boolean;
    external: boolean;
  };
}

/** A condition that does not hold, by its path in the rule (`words.any`), and why, ready to show. */
export interface Failure {
  condition: string;
  why: () => string;
}

/** The first condition on where the ticket comes from and who asks that fails. */
export function factFailure(when: RoutingConditions, facts: RoutingFacts): Failure | null {
  return (
    notAmong('channels', 'the channel', when.channels, facts.channel) ??
    notAmong('conversations', 'the conversation', when.conversations, facts.conversation) ??
    notAmong('kinds', 'the kind', when.kinds, facts.kind) ??
    notAmong('sources', 'the source', when.sources, facts.source) ??
    requesterFailure(when.requester, facts.requester)
  );
}

/** The first condition on words that fails. The text is asked for only when there is one. */
export function wordsFailure({ words: when }: RoutingConditions, text: () => FoldedText): Failure | null {
  if (!when) return null;
  const missing = when.all && firstWord(text(), when.all, false);
  if (missing !== undefined)
    return { condition: 'words.all', why: () => `the text does not have: ${missing}` };
  if (when.any && firstWord(text(), when.any) === undefined) {
    const { any } = when;
    return { condition: 'words.any', why: () => `the text has none of: ${listed(any)}` };
  }
  const unwanted = when.none && firstWord(text(), when.none);
  if (unwanted !== undefined) return { condition: 'words.none', why: () => `the text has: ${unwanted}` };
  return null;
}

/** The first condition on who asks that fails. */
export function requesterFailure(
  when: RoutingConditions['requester'],
  who: RoutingFacts['requester'],
): Failure | null {
  if (!when) return null;
  const email = who.email?.toLowerCase() ?? null;
  const domain = email?.slice(email.lastIndexOf('@') + 1);
  return (
    notAmong('requester.emails', "the requester's e-mail", lowered(when.emails), email) ??
    notAmong('requester.emailDomains', "the requester's domain", lowered(when.emailDomains), domain) ??
    teamFailure(when.teams, who.teams) ??
    localeFailure(when.locales, who.locale) ??
    notAmong('requester.timeZones', "the requester's time zone", when.timeZones, who.timeZone) ??
    notThus('requester.guest', 'a guest', when.guest, who.guest) ??
    notThus('requester.external', 'external', when.external, who.external)
  );
}

function teamFailure(wanted: readonly string[] | undefined, actual: readonly string[]): Failure | null {
  if (!wanted || wanted.some((team) => actual.includes(team))) return null;
  return { condition: 'requester.teams', why: () => 'the requester is in none of the teams' };
}

/** A tag covers itself and everything more exact: `de` covers `de-CH`, but not `den`. */
function localeFailure(wanted: readonly string[] | undefined, actual: string | null): Failure | null {
  const own = actual === null ? null : `${tag(actual)}-`;
  if (own !== null && wanted?.some((one) => own.startsWith(`${tag(one)}-`))) return null;
  return notAmong('requester.locales', "the requester's locale", wanted, actual);
}

function notAmong(
  condition: string,
  what: string,
  wanted: readonly string[] | undefined,
  actual: string | null | undefined,
): Failure | null {
  if (!wanted) return null;
  if (actual === null || actual === undefined) return { condition, why: () => `${what} is not known` };
  if (wanted.includes(actual)) return null;
  return { condition, why: () => `${what} is ${actual}; the rule wants ${listed(wanted)}` };
}

function notThus(condition: string, what: string, wanted: boolean | undefined, actual: boolean) {
  if (wanted === undefined || wanted === actual) return null;
  return { condition, why: () => `the requester is ${actual ? '' : 'not '}${what}` };
}

function lowered(texts: readonly string[] | undefined): string[] | undefined {
  return texts?.map((text) => text.toLowerCase());
}

function tag(locale: string): string {
  return locale.toLowerCase().replaceAll('_', '-');
}

const shown = 10;

/** A list for a sentence; a long one is cut, the rule itself has the rest. */
function listed(items: readonly string[]): string {
  const more = items.length > shown ? `, and ${items.length - shown} more` : '';
  return items.slice(0, shown).join(', ') + more;
}
