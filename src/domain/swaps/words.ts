import type { LoadedSwap } from './load.ts';

type Ended = Pick<LoadedSwap, 'state' | 'reason'> & { takenBy: { name: string } | null };

/** What came of an offer. */
export function endInWords({ state, takenBy, reason }: Ended): string {
  switch (state) {
    case 'open':
      return 'It is still open.';
    case 'taken':
      return `${takenBy?.name ?? 'Somebody'} has taken it.`;
    case 'declined':
      return 'Everybody who was asked has declined it.';
    case 'withdrawn':
      return 'It was withdrawn.';
    case 'expired':
      return 'It has expired: nobody took it in time.';
    case 'void':
      return `It can no longer be taken: ${reason ?? 'the shift has changed'}.`;
  }
}
