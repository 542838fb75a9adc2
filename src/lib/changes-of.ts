import { isDeepStrictEqual } from 'node:util';

/** As JSON: the database keeps the keys of an object in an order of its own. */
const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(plain(one), plain(other));
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** The fields that differ, before and after. */
export type Changes<Row> = { before: Partial<Row>; after: Partial<Row> };

/** Which of the wanted values differ from what is there; `undefined` is not wanted. */
export function changesOf<Row extends object>(row: Row, wanted: Partial<Row>): Changes<Row> {
  const before: Partial<Row> = {};
  const after: Partial<Row> = {};
  for (const field of Object.keys(wanted) as (keyof Row)[]) {
    if (wanted[field] === undefined || isSame(wanted[field], row[field])) continue;
    before[field] = row[field];
    after[field] = wanted[field];
  }
  return { before, after };
}
