/** The fields that differ, before and after. */
export type Changes<Row> = { before: Partial<Row>; after: Partial<Row> };

/** Which of the wanted values differ from what is there; `undefined` is not wanted. */
export function changesOf<Row extends object>(row: Row, wanted: Partial<Row>): Changes<Row> {
  const before: Partial<Row> = {};
  const after: Partial<Row> = {};
  for (const field of Object.keys(wanted) as (keyof Row)[]) {
    if (wanted[field] === undefined || JSON.stringify(wanted[field]) === JSON.stringify(row[field])) continue;
    before[field] = row[field];
    after[field] = wanted[field];
  }
  return { before, after };
}
