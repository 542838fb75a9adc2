import { type Mark, type Marked, segmentsOf } from '../../contract/marks.ts';
import { linksIn } from './links.ts';

type Look = Mark['type'];
/** A text with its looks and links, as elements stand in each other. All words together are the text. */
export type Part = string | { look: Look; parts: Part[] } | { url: string; parts: Part[] };

/** From the outside in: a quotation may hold code, and what looks so within a link does not cut the link in two. */
const BLOCKS: readonly Look[] = ['quote', 'block'];
const INLINE: readonly Look[] = ['bold', 'italic', 'strike', 'code'];

/** All words of the parts. */
export const wordsIn = (parts: Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : wordsIn(part.parts))).join('');

type Run = { text: string; looks: ReadonlySet<Look>; url: string | null };

/** How a text is drawn. Addresses of the web that stand in it are links, wherever its looks begin and end. */
export function partsOf(marked: Marked, { links = true } = {}): Part[] {
  const runs = runsOf(marked, links);
  return withLineEnds(nested(runs, BLOCKS, (runs) => linked(runs, (runs) => nested(runs, INLINE, wordsOf))));
}

/** The parts that look the same, cut where a link begins or ends. */
function runsOf(marked: Marked, links: boolean): Run[] {
  const found = links ? linksIn(marked.text) : [];
  const runs: Run[] = [];
  let at = 0;
  for (const { text, looks } of segmentsOf(marked)) {
    const to = at + text.length;
    while (at < to) {
      while (found[0] && found[0].end <= at) found.shift();
      const link = found[0];
      const inside = link !== undefined && link.start <= at;
      const end = Math.min(to, inside ? link.end : (link?.start ?? to));
      runs.push({ text: marked.text.slice(at, end), looks, url: inside ? link.url : null });
      at = end;
    }
  }
  return runs;
}

type Draw = (runs: Run[]) => Part[];

function nested(runs: Run[], looks: readonly Look[], draw: Draw): Part[] {
  const [look, ...inner] = looks;
  if (look === undefined) return draw(runs);
  return together(runs, ({ looks }) => looks.has(look)).flatMap((some) => {
    const parts = nested(some, inner, draw);
    return some[0]?.looks.has(look) ? [{ look, parts }] : parts;
  });
}

function linked(runs: Run[], draw: Draw): Part[] {
  return together(runs, ({ url }) => url).flatMap((some) => {
    const url = some[0]?.url;
    return url ? [{ url, parts: draw(some) }] : draw(some);
  });
}

const wordsOf: Draw = (runs) => [runs.map(({ text }) => text).join('')];

/** Runs that follow each other and have this in common. */
function together(runs: Run[], of: (run: Run) => unknown): Run[][] {
  const groups: Run[][] = [];
  for (const run of runs) {
    const last = groups.at(-1);
    if (last?.[0] && of(last[0]) === of(run)) last.push(run);
    else groups.push([run]);
  }
  return groups;
}

/** A block ends its line by itself: the line break behind it goes into it, where it makes no empty line. */
function withLineEnds(parts: Part[]): Part[] {
  const drawn: Part[] = [];
  for (const part of parts) {
    const last = drawn.at(-1);
    const isBehindBlock = typeof last === 'object' && 'look' in last && BLOCKS.includes(last.look);
    if (isBehindBlock && typeof part === 'string' && part.startsWith('\n')) {
      last.parts.push('\n');
      if (part.length > 1) drawn.push(part.slice(1));
    } else {
      drawn.push(typeof part === 'object' ? { ...part, parts: withLineEnds(part.parts) } : part);
    }
  }
  return drawn;
}

/** For who is about to change such a text here, where one writes plain text. */
export const looksGo = (marks: readonly Mark[]): string | undefined =>
  marks.length > 0 ? 'Once changed here it is plain text, without bold, code or the like.' : undefined;
