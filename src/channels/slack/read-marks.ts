import { z } from 'zod';
import { type Mark, type Marked, MOST_MARKS } from '../../contract/marks.ts';

/**
 * How what somebody wrote looks. Slack sends it twice: as text, in which signs stand for looks as they may for
 * themselves, and as blocks, which tell the two apart: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
const Style = z.object({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
});
const Inline = z.object({
  type: z.string(),
  text: z.string().max(50_000).optional(),
  style: Style.optional(),
});
type Part = { type: string; elements: (z.output<typeof Inline> | Part)[] };
const Part: z.ZodType<Part> = z.lazy(() =>
  z.object({ type: z.string(), elements: z.array(z.union([Part, Inline])).max(1_000) }),
);
const Blocks = z.array(z.union([Part, z.object({ type: z.string() })])).max(50);

const SIGNS = { bold: '*', italic: '_', strike: '~', code: '`', block: '```' } as const;
type Look = keyof typeof SIGNS;
type Run = { text: string; looks: Look[] };

/** The text without the signs that stand for a look, and where it looks so. */
export function withMarks(text: string, blocks: unknown): Marked {
  const { data } = Blocks.safeParse(blocks);
  const runs = (data ?? []).flatMap((block) => ('elements' in block ? runsIn(block) : []));
  if (!runs.some(({ looks }) => looks.length > 0)) return { text, marks: [] };
  let kept = '';
  let from = 0;
  const marks: Mark[] = [];
  for (const run of runs) {
    const at = run.text === '' ? -1 : text.indexOf(run.text, from);
    if (at < 0) continue;
    const before = text.slice(from, at);
    const signs = signsAround(before, text.slice(at + run.text.length), run.looks);
    kept += before.slice(0, before.length - signs.length);
    for (const type of run.looks) {
      if (marks.length < MOST_MARKS) marks.push({ type, at: kept.length, length: run.text.length });
    }
    kept += run.text;
    from = at + run.text.length + signs.length;
  }
  return { text: kept + text.slice(from), marks };
}

/** The signs of these looks, in whatever order they stand on both sides of the run. */
function signsAround(before: string, after: string, looks: Look[]): string {
  let signs = '';
  const left = new Set(looks);
  for (let found = true; found; ) {
    found = false;
    for (const look of left) {
      const inner = SIGNS[look];
      const ahead = before.slice(0, before.length - signs.length).endsWith(inner);
      if (!ahead || !after.slice(signs.length).startsWith(inner)) continue;
      signs += inner;
      left.delete(look);
      found = true;
    }
  }
  return signs;
}

function runsIn(part: Part): Run[] {
  const isBlock = part.type === 'rich_text_preformatted';
  return part.elements.flatMap((element) => {
    if ('elements' in element) return runsIn(element);
    const { text = '', style = {} } = element;
    const looks = (['bold', 'italic', 'strike', 'code'] as const).filter((look) => style[look]);
    return element.type === 'text' ? [{ text, looks: isBlock ? ['block'] : looks }] : [];
  });
}
