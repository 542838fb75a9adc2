import { BYTE_ORDER_MARK, type Cell, csvOf } from '../../contract/csv.ts';
import { fieldsOf, type Kind } from './kinds/kind.ts';

/** A row as the database gives it, by field. */
export type Row = Record<string, unknown>;

/** How rows become text. */
export type Format = {
  extension: 'csv' | 'jsonl';
  /** What stands before the rows of a type. */
  head(kind: Kind): string;
  rows(kind: Kind, rows: readonly Row[]): string;
};

const jsonLines: Format = {
  extension: 'jsonl',
  head: () => '',
  rows: ({ type }, rows) => rows.map((row) => `${JSON.stringify({ type, ...row })}\n`).join(''),
};

const csv = (bom: boolean): Format => ({
  extension: 'csv',
  head: (kind) => (bom ? BYTE_ORDER_MARK : '') + csvOf([fieldsOf(kind)]),
  rows(kind, rows) {
    const fields = fieldsOf(kind);
    return csvOf(rows.map((row) => fields.map((field) => cellOf(row[field]))));
  },
});

/** Lists and objects are JSON in a cell. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

export const formatOf = ({ format, bom }: { format: 'jsonl' | 'csv'; bom: boolean }): Format =>
  format === 'csv' ? csv(bom) : jsonLines;
