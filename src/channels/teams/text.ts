import { escaped } from '../../lib/html.ts';
import { cut, shown } from '../../lib/text.ts';

/**
 * Text on its way to Teams. What cards show is read there as a little Markdown, so all that could be a sign of it is
 * escaped; messages go as a little HTML.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */

const INLINE = /[\\`*_[\]()~<>|]/g;
/** What makes a list, a heading or a quotation where a line begins with it. */
const AT_BEGINNING = /^(\s*)([-+#>]|\d{1,9}[.)])/gm;

/** For a text of a card: as it is, whatever stands in it. At most `max` characters of it. */
export function inCard(text: string, max: number): string {
  return (
    cut(shown(text), max)
      .replace(INLINE, '\\$&')
      .replace(AT_BEGINNING, (_found, space: string, sign: string) => `${space}${escapeLast(sign)}`)
      // Cards compute dates of what stands in these.
      .replaceAll('{{', '{\u200b{')
      .replaceAll('\n', '\n\n')
  );
}

/** Clients write it in the zone and the language of who reads it; they know no fractions of a second. */
export function dated(at: string): string {
  const seconds = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return `{{DATE(${seconds},SHORT)}} {{TIME(${seconds})}}`;
}

const escapeLast = (sign: string) => `${sign.slice(0, -1)}\\${sign.slice(-1)}`;

/** Clients read Markdown in messages of any type, but no sign of it in what stands there by its number. */
const SIGN = /[\\`*_[\]~]|(?<=^ {0,3})[-+#]|(?<=^ {0,3}\d{1,9})[.)]/gm;

/** Marks a sign until the rest is escaped; texts have it only if somebody means mischief, and then it is left out. */
const HELD = '\ue001';
const HELD_SIGN = new RegExp(`${HELD}(.)`, 'g');

/** For a message of type `xml`: as it is, line by line, with the spaces that indent code. */
export function inMessage(text: string): string {
  return escaped(text.replaceAll(HELD, '').replace(SIGN, (sign) => HELD + sign))
    .replace(HELD_SIGN, (_found, sign: string) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('  ', ' &nbsp;')
    .replaceAll('\n', '<br>');
}
