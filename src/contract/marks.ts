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
