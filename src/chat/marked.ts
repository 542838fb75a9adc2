import type { Mark, Marked } from '../contract/marks.ts';

/** A part of a text that looks the same throughout. */
export type Segment = { text: string; looks: ReadonlySet<Mark['type']> };

/** The parts of a text, in order, each with all the looks that it has; together they are the whole text. */
export function segmentsOf({ text, marks }: Marked): Segment[] {
  const inside = marks.filter(({ at, length }) => at + length <= text.length);
  const edges = [...new Set([0, text.length, ...inside.flatMap(({ at, length }) => [at, at + length])])].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).map((end, index) => {
    const begin = edges[index] ?? 0;
    const covering = inside.filter(({ at, length }) => at <= begin && end <= at + length);
    return { text: text.slice(begin, end), looks: new Set(covering.map(({ type }) => type)) };
  });
}

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
