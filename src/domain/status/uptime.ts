import { type Span, united, within, without } from '../oncall/spans.ts';

export type Observed = {
  /** When the service began to be there, in epoch milliseconds. */
  since: number;
  /** When it was down, and when it was under planned maintenance; in any order, and they may overlap. */
  down: readonly Span[];
  maintenance: readonly Span[];
};

/**
 * Which part of the time a service was up, from 0 to 1. Planned maintenance is no part of that time, and neither is what
 * was before the service. Spans are half-open: one that ends as another begins does not overlap it.
 * @returns null where no time is left
 */
export function uptime(window: Span, { since, down, maintenance }: Observed): number | null {
  const asked = within([window], { from: since, to: Number.POSITIVE_INFINITY });
  const counted = without(asked, united(maintenance));
  const total = lengthOf(counted);
  if (total === 0) return null;
  return lengthOf(without(counted, united(down))) / total;
}

const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** In percent, cut and not rounded: what was down for a moment is never 100. */
export const uptimeInPercent = (part: number): string =>
  `${(Math.floor(Number((part * 100_000).toFixed(6))) / 1_000).toFixed(part === 1 ? 0 : 3)} %`;
