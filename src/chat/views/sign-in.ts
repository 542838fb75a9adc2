import type { Card } from '../../contract/card.ts';
import { MINUTE } from '../../lib/clock.ts';

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
