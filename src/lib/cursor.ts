import { failField } from './errors.ts';

/** A place in a list that is ordered by instant and id. Opaque to callers. */
export type Mark = { at: Date; id: string };

export function writeCursor(mark: Mark): string {
  return Buffer.from(`${mark.at.toISOString()} ${mark.id}`).toString('base64url');
}

/** @throws `invalid` for anything that we did not write ourselves */
export function readCursor(cursor: string): Mark {
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!at || Number.isNaN(Date.parse(at)) || !id || !/^[0-9a-f-]{1,36}$/.test(id)) {
    return failField('cursor', 'This is not a cursor of this list.');
  }
  return { at: new Date(at), id };
}

/**
 * What comes after a place, the newest first, as Prisma asks it; without a place all of it. The first condition follows
 * from the second, by which alone an index would be read from its beginning.
 */
export const olderThan = <Field extends string>(field: Field, mark: Mark | undefined) =>
  mark
    ? {
        AND: [
          { [field]: { lte: mark.at } },
          { OR: [{ [field]: { lt: mark.at } }, { [field]: mark.at, id: { lt: mark.id } }] },
        ],
      }
    : {};

/** Cuts a page out of `limit + 1` rows. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  mark: (row: Row) => Mark,
  item: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last ? writeCursor(mark(last)) : null };
}
