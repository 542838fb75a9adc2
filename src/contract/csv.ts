/** A value of a table. */
export type Cell = string | number | boolean | null;

/** Before them in a file it is known to be UTF-8, which some spreadsheets would not guess. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as RFC 4180 has it. What a spreadsheet would take for a formula is made text by a quote before it: names are
 * written by people.
 */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');

/**
 * How what a spreadsheet computes begins (https://owasp.org/www-community/attacks/CSV_Injection), in full width as well,
 * as it is typed in East Asia.
 */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;

function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
