/** What Teams takes. https://learn.microsoft.com/microsoftteams/limits-specifications-teams */
export const LIMITS = {
  /** Bytes of a message with its card as JSON: Teams takes 28 KB, of which it needs a part for itself. */
  made: 24_000,
  /** Buttons in a row of a card, by the rules of the store. */
  buttons: 6,
  /** Named people for whom a card is shown as theirs. */
  refreshed: 60,
} as const;

/** What we show, in characters. */
export const SHOWN = {
  title: 200,
  block: 2_000,
  name: 100,
  /** The words of somebody; longer ones are cut, with a link to the whole. */
  said: 5_000,
  notification: 200,
  button: 60,
} as const;
