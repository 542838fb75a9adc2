import { z } from 'zod';

/**
 * How parts of a text look. The text itself stays plain: what stands in it never becomes markup, and whoever shows
 * nothing of this shows all of the words.
 */
export const Mark = z.object({
  type: z.enum(['bold', 'italic', 'strike', 'code', 'block', 'quote']),
  /** UTF-16 units from the beginning of the text. */
  at: z.int().min(0),
  length: z.int().min(1),
});
export type Mark = z.output<typeof Mark>;

/** More than anybody writes by hand; what is beyond is shown plain. */
export const MOST_MARKS = 500;

export type Marked = { text: string; marks: Mark[] };

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
