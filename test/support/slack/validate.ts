import type { Json } from './types.ts';

/**
 * The pieces from which the rules for blocks and views are put together. A check notes what is wrong in Slack's
 * words, with a pointer to where.
 */
export type Report = {
  problems: string[];
  blockIds: Set<string>;
  actionIds: Set<string>;
  /** Elements that want the focus; a view has room for one. */
  focused: number;
  surface: 'message' | 'modal' | 'home';
};
export type Check = (value: unknown, at: string, report: Report) => void;

export const newReport = (surface: Report['surface']): Report => ({
  problems: [],
  blockIds: new Set(),
  actionIds: new Set(),
  focused: 0,
  surface,
});

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function note(report: Report, at: string, words: string): void {
  report.problems.push(`[ERROR] ${words} [json-pointer:${at}]`);
}

/** Slack counts characters as JavaScript does not: an emoji is one. */
export const lengthOf = (text: string): number => [...text].length;

export function string({ max, min = 1 }: { max: number; min?: number }): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return note(report, at, 'must be a string');
    const length = lengthOf(value);
    if (length < min) note(report, at, `must be more than ${min - 1} characters`);
    if (length > max) note(report, at, `must be less than ${max + 1} characters`);
  };
}

/** An id that stands there once. */
export function idOnce(name: 'block_id' | 'action_id', known: (report: Report) => Set<string>): Check {
  return (value, at, report) => {
    string({ max: 255 })(value, at, report);
    const id = String(value);
    if (known(report).has(id)) note(report, at, `\`${name}\` "${id}" already exists`);
    known(report).add(id);
  };
}

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') note(report, at, 'must be a boolean');
};

export function integer(min: number, max: number): Check {
  return (value, at, report) => {
    if (!Number.isInteger(value)) return note(report, at, 'must be an integer');
    if (Number(value) < min) note(report, at, `must be greater than or equal to ${min}`);
    if (Number(value) > max) note(report, at, `must be less than or equal to ${max}`);
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, at, report) => {
    if (!allowed.includes(String(value))) note(report, at, 'must be a valid enum value');
  };
}

export function list(check: Check, { min = 1, max }: { min?: number; max: number }): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return note(report, at, 'must be an array');
    if (value.length < min) note(report, at, `no less than ${min} items allowed`);
    if (value.length > max) note(report, at, `no more than ${max} items allowed`);
    for (const [index, item] of value.entries()) check(item, `${at}/${index}`, report);
  };
}

/** A name with `?` may be left out. What is not named is refused. */
export function object(
  fields: Record<string, Check>,
  whole?: (value: Json, at: string, report: Report) => void,
) {
  const check: Check = (value, at, report) => {
    if (!isObject(value)) return note(report, at, 'must be an object');
    for (const name of Object.keys(value)) {
      if (!(name in fields) && !(`${name}?` in fields))
        note(report, at, `invalid additional property: ${name}`);
    }
    for (const [field, one] of Object.entries(fields)) {
      const name = field.replace('?', '');
      if (value[name] !== undefined) one(value[name], `${at}/${name}`, report);
      else if (!field.endsWith('?')) note(report, at, `missing required field: ${name}`);
    }
    whole?.(value, at, report);
  };
  return check;
}

/** Chooses the rules by `type`. */
export function byType(kinds: Record<string, Check>): Check {
  return (value, at, report) => {
    if (!isObject(value)) return note(report, at, 'must be an object');
    const type = value.type;
    if (type === undefined) return note(report, at, 'missing required field: type');
    const check = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (!check) return note(report, `${at}/type`, `unsupported type: ${String(type)}`);
    check(value, at, report);
  };
}

const written = (type: string, max: number) =>
  object({
    type: oneOf(type),
    text: string({ max }),
    ...(type === 'plain_text' ? { 'emoji?': flag } : { 'verbatim?': flag }),
  });
export const plainText = (max: number): Check => byType({ plain_text: written('plain_text', max) });
export const anyText = (max: number): Check =>
  byType({ plain_text: written('plain_text', max), mrkdwn: written('mrkdwn', max) });
