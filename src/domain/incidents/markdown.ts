/** Markdown (CommonMark) out of texts that are none. */

/** A text on one line that means nothing to Markdown, nor to HTML. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~&#]/g, '\\$&')
    // At the beginning it would make a list, or a title of the line before.
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');

/** `2026-01-05 09:00 UTC`. */
export const instant = (at: Date | string): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `1 d 2 h 5 min`; what is shorter than a minute in seconds. */
export function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * What people wrote in Markdown, so that it ends where it ends: a fence that was left open is closed, and what would be
 * HTML is shown as it was typed.
 */
export function contained(markdown: string): string {
  let fence = '';
  const lines = markdown.split('\n').map((line) => {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? [];
    if (fence === '') {
      if (marks === '' || (marks[0] === '`' && rest.includes('`'))) return withoutHtml(line);
      fence = marks;
    } else if (marks[0] === fence[0] && marks.length >= fence.length && rest.trim() === '') fence = '';
    return line;
  });
  return [...lines, ...(fence ? [fence] : [])].join('\n');
}

/** Code is left as it is; so are addresses in angles. */
const withoutHtml = (line: string): string =>
  line.replace(/(?<!\\)(`+)(?!`)(?:.*?[^`])?\1(?!`)|\\?<(?!https?:\/\/[^\s<>]+>)/g, (found) =>
    found === '<' ? '\\<' : found,
  );
