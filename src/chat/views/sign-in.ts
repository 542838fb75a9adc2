import type { Card } from '../../contract/card.ts';
import { MINUTE } from '../../lib/clock.ts';

/** Beside a one-time link that somebody asked for themselves. */
export function signInWords(expiresAt: Date, timeZone: string): string {
  return `The link signs you in to Deskbell. It works once, until ${timeOfDay(expiresAt, timeZone)}. Keep it to yourself: whoever opens it is signed in as you.`;
}

function timeOfDay(at: Date, timeZone: string): string {
  const style = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone }).format(at);
  } catch {
    // A platform's name for a zone that is not known here.
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: 'UTC' }).format(at);
  }
}

/** A one-time link that signs its reader in. */
export function signInCard(url: string, expiresAt: Date, now: Date): Card {
  const minutes = Math.round((expiresAt.getTime() - now.getTime()) / MINUTE);
  return {
    title: 'Sign in to Deskbell',
    tone: 'neutral',
    blocks: [
      { type: 'link', text: 'Sign in', url },
      {
        type: 'context',
        text: `The link works once, for ${minutes} minutes. If you did not ask for it, leave it be: nothing happens.`,
      },
    ],
  };
}
