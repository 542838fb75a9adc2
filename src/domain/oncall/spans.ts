/** In epoch milliseconds, `to` excluded. */
export type Span = { from: number; to: number };

/** Of what is in order and apart. */
export function common<Part extends Span>(parts: readonly Part[], spans: readonly Span[]): Part[] {
  const both: Part[] = [];
  let first = 0;
  for (const part of parts) {
    while ((spans[first]?.to ?? Number.POSITIVE_INFINITY) <= part.from) first++;
    for (let index = first; index < spans.length; index++) {
      const span = spans[index];
      if (!span || span.from >= part.to) break;
      both.push(...within([part], span));
    }
  }
  return both;
}

/** The upper ones, and of the lower ones what they leave. */
export const over = <Part extends Span>(lower: readonly Part[], upper: readonly Part[]): Part[] =>
  [...without(lower, upper), ...upper].sort((a, b) => a.from - b.from);

/** What the others leave of them. */
export function without<Part extends Span>(parts: readonly Part[], others: readonly Span[]): Part[] {
  const gaps: Span[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { from, to } of others) {
    gaps.push({ from: free, to: from });
    free = to;
  }
  gaps.push({ from: free, to: Number.POSITIVE_INFINITY });
  return common(parts, gaps);
}

export const within = <Part extends Span>(parts: readonly Part[], { from, to }: Span): Part[] =>
  parts
    .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
    .filter((part) => part.from < part.to);

/** The parts of a span between these instants. */
export function cutAt<Part extends Span>(part: Part, instants: readonly number[]): Part[] {
  const inside = instants.filter((at) => at > part.from && at < part.to);
  const ends = [...new Set([part.from, ...inside, part.to])].sort((a, b) => a - b);
  return ends.slice(1).map((to, index) => ({ ...part, from: ends[index] ?? part.from, to }));
}

/** Where any of them is, in order and apart. */
export function united(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}
