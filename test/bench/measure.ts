import type { DatabaseServer } from './database.ts';

/** One figure, as it stands in results.json. */
export type Result = {
  name: string;
  /** The median of the rounds. */
  value: number;
  unit: string;
  /** To the other half of a pair, measured in turn with it; null: it is no half of a pair. */
  ratio: number | null;
  /** On the ratio where there is one, else on the value; null: the figure is only told. */
  limit: number | null;
  /** Which side of its limit is the good one. */
  bound: 'at least' | 'at most' | null;
  /** The raw figure of each round. */
  rounds: number[];
};

export type Bench = {
  server: DatabaseServer;
  /** A smoke run: small, short, and too coarse for limits. */
  quick: boolean;
  /** At least three. */
  rounds: number;
  say(words: string): void;
};

/** A group of figures that are measured together. */
export type Measure = (bench: Bench) => Promise<Result[]>;

export function result(
  name: string,
  unit: string,
  rounds: number[],
  value: number,
  more: { ratio?: number; atLeast?: number; atMost?: number } = {},
): Result {
  const { ratio = null, atLeast, atMost } = more;
  const bound = atLeast !== undefined ? 'at least' : atMost !== undefined ? 'at most' : null;
  return { name, value, unit, ratio, limit: atLeast ?? atMost ?? null, bound, rounds };
}

export function isMet({ value, ratio, limit, bound }: Result): boolean {
  if (limit === null) return true;
  const judged = ratio ?? value;
  return bound === 'at least' ? judged >= limit : judged <= limit;
}

/** For figures that are too coarse to be judged. */
export const withoutLimit = (result: Result): Result => ({ ...result, limit: null, bound: null });
