import { cut, shown } from '../../lib/text.ts';
import type { Mrkdwn, PlainText, SlackBlock } from './blocks.ts';

/**
 * Text on its way to Slack. Nearly all of it goes as `plain_text`, in which Slack reads no markup, no mention, no
 * link and, with `emoji: false`, no `:shortcode:`. What a phone or a browser makes of an address is beyond us.
 */

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

/** A time behind some words: Slack writes it in the zone of who reads it, which only its own markup can say. */
export function dated(words: string, at: string, max: number): Mrkdwn {
  const inUtc = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const date = `<!date^${Math.floor(Date.parse(at) / 1_000)}^{date_short_pretty} at {time}|${inUtc} UTC>`;
  return { type: 'mrkdwn', text: `${escaped(cut(shown(words), max))} ${date}`.trim() };
}

/** Of many things, groups of what one block holds. */
export function inRows<T>(all: T[], most: number): T[][] {
  const rows = Math.ceil(all.length / most);
  return Array.from({ length: rows }, (_, row) => all.slice(row * most, (row + 1) * most));
}
