/** Markup that is safe to send: what was put into it is escaped. */
export type Html = { text: string };

type Part = string | number | Html | readonly Part[];

/** Markup with values in it: texts are escaped, other markup is taken as it is. */
export function html(parts: TemplateStringsArray, ...values: Part[]): Html {
  return { text: parts.reduce((text, part, index) => text + inMarkup(values[index - 1] ?? '') + part) };
}

/** Text that is markup already, written by ourselves. */
export const raw = (text: string): Html => ({ text });

function inMarkup(value: Part): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'text' in value ? value.text : value.map(inMarkup).join('');
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text as it may stand in markup, attributes too. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
