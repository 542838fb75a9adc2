import { SECOND } from '../../lib/clock.ts';

/** Milliseconds that Slack gets to answer. */
export const PATIENCE = 10 * SECOND;

/** What Slack takes, in characters or pieces: https://docs.slack.dev/reference/block-kit */
export const LIMITS = {
  blocks: 50,
  homeBlocks: 100,
  header: 150,
  fields: 10,
  field: 2_000,
  button: 75,
  /** In whose name a message is posted. */
  username: 80,
  buttons: 25,
  value: 2_000,
  /** An id of a block or an element. */
  id: 255,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmAnswer: 30,
  modalTitle: 24,
  modalBlocks: 100,
  modalMeta: 3_000,
  /** The label of an input, and its hint. */
  label: 2_000,
  /** What is written into an input. */
  input: 3_000,
  options: 100,
  checkboxes: 10,
  optionText: 75,
  optionValue: 150,
  files: 10,
} as const;

/**
 * What we show. Slack refuses a message whose blocks take more than about 13,000 characters as JSON
 * (https://github.com/slackapi/bolt-js/issues/2509); this much text stays below it even when each character needs a backslash.
 */
export const SHOWN = {
  message: 5_000,
  /** One block of a card: no more than any kind of block takes. */
  block: 2_000,
  /** A line of a list. */
  line: 500,
  /** A name in a line of its own. */
  name: 100,
  /** In a notification, and to a screen reader. */
  notification: 300,
} as const;
