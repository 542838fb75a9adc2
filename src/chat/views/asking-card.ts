import type { Card } from '../../contract/card.ts';

/** A card for one person, as it is now. */
export type AskingCard = {
  card: Card;
  /** Whether it still asks something; one that does not is not posted first. */
  asks: boolean;
  /** It shows how something has ended: told by a message of its own where what stands there cannot be changed. */
  isEnd?: boolean;
};
