import { visible } from '../../lib/text.ts';
import type { PlainText, SlackBlock } from './blocks.ts';

/**
 * Text on its way to Slack. Nearly all of it goes as `plain_text`, in which Slack reads no markup, no mention, no
 * link and, with `emoji: false`, no `:shortcode:`. What a phone or a browser makes of an address is beyond us.
 */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** No grapheme is this long in any language: one that is may be cut. UTF-16 units. */
const GRAPHEME = 32;

/** What a reader sees of a text: no invisible characters, line ends of one kind. Empty when nothing can be seen. */
export function shown(text: string): string {
  const seen = visible(text).replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');
  return seen.trim() === '' ? '' : seen;
}

/** At most `max` UTF-16 units (at least one), cut between graphemes; the mark stands for what is missing. */
export function cut(text: string, max: number, mark = '…'): string {
  if (text.length <= max) return text;
  const room = max - mark.length;
  // The character behind the cut, of two units at most, shows whether the last grapheme goes on.
  const end = graphemes.segment(text.slice(0, room + 2)).containing(room)?.index ?? room;
  const kept = text.slice(0, room - end < GRAPHEME ? end : room);
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + mark;
}

/** Slack refuses an empty text, so one with nothing to see is an ellipsis. */
export function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: cut(shown(text), max) || '…', emoji: false };
}

/** No block for a text with nothing to see. */
export function section(text: string, max: number): SlackBlock[] {
  return shown(text) === '' ? [] : [{ type: 'section', text: plain(text, max) }];
}

export function context(text: string, max: number): SlackBlock[] {
  return shown(text) === '' ? [] : [{ type: 'context', elements: [plain(text, max)] }];
}

/** For a message's `text`, which knows no plain text: https://docs.slack.dev/messaging/formatting-message-text */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Of many things, groups of what one block holds. */
export function inRows<T>(all: T[], most: number): T[][] {
  const rows = Math.ceil(all.length / most);
  return Array.from({ length: rows }, (_, row) => all.slice(row * most, (row + 1) * most));
}
