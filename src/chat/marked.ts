import type { Marked } from '../contract/marks.ts';

/** The beginning of a text, of at most so many UTF-16 units, with the marks that are in it. */
export function beginningOf(
  { text, marks }: Marked,
  most: number,
  cut: (text: string, most: number) => string,
): Marked {
  if (text.length <= most) return { text, marks };
  return { text: cut(text, most), marks: marks.filter(({ at, length }) => at + length < most - 1) };
}

/** A link as words: what it is called and where it leads; once where both say the same. */
export function linkWords(target: string, label: string): string {
  const url = target.replace(/^(?:mailto|tel):/, '');
  return label === '' || bare(label) === bare(url) ? url : `${label} (${url})`;
}

const bare = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
