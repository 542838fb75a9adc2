import type { ExportType } from '../../../contract/exports.ts';

/** The rows of one table as they are exported. */
export type Kind = {
  type: ExportType;
  table: string;
  /** Its columns; each is a field of its name in camel case. What is not named here is not exported. */
  columns: readonly string[];
  /** Fields beside them, as SQL about the row `x` and, of what belongs to a ticket, about that as `t`. */
  more: Readonly<Record<string, string>>;
  /** From where: the table as `x`, joined with what {@link about} needs. */
  from: string;
  order: string;
  /** Which part of the scope decides which rows are in it. */
  about: 'ticket' | 'alert' | 'audit' | 'everything';
  /** A further condition, in which `$person` stands for whom the export is for and `$queues` for the queues they see. */
  only?: string;
};

type Options = Partial<Pick<Kind, 'more' | 'from' | 'order' | 'about' | 'only'>>;

/**
 * @param columns names apart from each other by spaces; one may say as what it is read, as `roles::text[]`, or what its
 * field is called, as `type=media_type`
 */
export function kind(type: ExportType, table: string, columns: string, options: Options = {}): Kind {
  return {
    ...{ type, table, columns: columns.trim().split(/\s+/), more: {}, from: `${table} x` },
    ...{ order: 'x.id', about: 'everything' },
    ...options,
  };
}

/** Somebody’s address, by which other programs know them, too. */
export const emailOf = (column: string) => `(SELECT p.email FROM person p WHERE p.id = ${column})`;

/**
 * Where an address leads, and no more of it: there may be a secret in any other part of one. It can be read in the
 * console.
 */
export const hostOf = (column: string) =>
  `regexp_replace(${column}, '^([a-z]+://)(?:[^/?#]*@)?([^/?#]*).*$', '\\1\\2', 'i')`;

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const bare = (column: string) => column.replace(/(::|=).*$/, '');
const fieldOf = (column: string) => camel(column.replace(/::.*$|^.*=/, ''));
const readAs = (column: string) => column.replace(/=.*$/, '');

/** The names of the table's columns that are exported as they are. */
export const columnsOf = ({ columns }: Kind): string[] => columns.map(bare);

/** The names of the fields, in order. */
export const fieldsOf = (of: Kind): string[] => [...of.columns.map(fieldOf), ...Object.keys(of.more)];

/** What is selected, each by its field. */
export const selected = ({ columns, more }: Kind): string =>
  [
    ...columns.map((column) => [`x.${readAs(column)}`, fieldOf(column)]),
    ...Object.entries(more).map(([name, sql]) => [sql, name]),
  ]
    .map(([sql, name]) => `${sql} AS "${name}"`)
    .join(', ');
