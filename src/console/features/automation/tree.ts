/**
 * A condition as its form holds it: a tree of groups and comparisons that may be unfinished. Each part has a key, so
 * that it keeps its fields wherever it goes.
 */
import { Comparison, Condition } from '../../../contract/automation.ts';
import { FIELDS, type Field } from './fields.ts';

/** How many of its parts must hold. */
export type Match = 'all' | 'any' | 'none' | 'not_all';
export type Check = { key: number; field: Field; operator: string; values: string[] };
export type Group = { key: number; match: Match; parts: Part[] };
export type Part = Check | Group;

let keys = 0;
export function newKey(): number {
  keys += 1;
  return keys;
}

export const isGroup = (part: Part): part is Group => 'match' in part;

export const newCheck = (field: Field = 'priority'): Check => ({
  key: newKey(),
  field,
  operator: FIELDS[field].operators[0]?.value ?? '',
  values: [],
});
/** With a comparison in it: a group of nothing says nothing. */
export const newGroup = (): Group => ({ key: newKey(), match: 'any', parts: [newCheck()] });

/** Another field begins anew, but keeps the operator that both have. */
export function withField(check: Check, field: Field): Check {
  const { key, operator } = check;
  const isKept = FIELDS[field].operators.some(({ value }) => value === operator);
  return { ...newCheck(field), key, ...(isKept ? { operator } : {}) };
}

/** The tree with one part changed, or without it where the change says null. */
export function changed<Tree extends Group>(
  tree: Tree,
  key: number,
  change: (part: Part) => Part | null,
): Tree {
  if (tree.key === key) return (change(tree) ?? { ...tree, parts: [] }) as Tree;
  return {
    ...tree,
    parts: tree.parts.flatMap((part): Part[] => {
      if (part.key === key) return [change(part) ?? []].flat();
      return [isGroup(part) ? changed(part, key, change) : part];
    }),
  };
}

export const added = (tree: Group, key: number, part: Part): Group =>
  changed(tree, key, (group) => (isGroup(group) ? { ...group, parts: [...group.parts, part] } : group));

export function treeOf(condition: Condition | null): Group {
  const part: Part = condition === null ? { key: newKey(), match: 'all', parts: [] } : partOf(condition);
  return isGroup(part) ? part : { key: newKey(), match: 'all', parts: [part] };
}

function partOf(condition: Condition): Part {
  const group = (match: Match, parts: Condition[]): Group => ({
    key: newKey(),
    match,
    parts: parts.map(partOf),
  });
  if ('all' in condition) return group('all', condition.all);
  if ('any' in condition) return group('any', condition.any);
  if (!('not' in condition)) return checkOf(condition);
  const { not } = condition;
  if ('any' in not) return group('none', not.any);
  return 'all' in not ? group('not_all', not.all) : group('none', [not]);
}

function checkOf({ field, op, value }: Comparison): Check {
  const key = newKey();
  if (typeof value === 'boolean') return { key, field, operator: value ? 'yes' : 'no', values: [] };
  return { key, field, operator: op, values: Array.isArray(value) ? value : [String(value)] };
}

/** What is sent; null: whenever it happens. What is unfinished comes out as the contract refuses it. */
export const conditionOf = (tree: Group): Condition | null =>
  tree.parts.length === 0 ? null : (written(tree) as Condition);

function written(part: Part): unknown {
  if (!isGroup(part)) return comparisonOf(part);
  const parts = part.parts.map(written);
  switch (part.match) {
    case 'all':
    case 'any':
      return { [part.match]: parts };
    case 'none':
      return { not: { any: parts } };
    case 'not_all':
      return { not: { all: parts } };
  }
}

function comparisonOf({ field, operator, values }: Check): unknown {
  const { kind } = FIELDS[field];
  if (kind === 'none') return { field, op: 'is', value: operator === 'yes' };
  const [first = ''] = values;
  const number = first === '' ? null : Number(first);
  return { field, op: operator, value: kind === 'one' || kind === 'hours' ? number : values };
}

const WAYS: Record<Match, string> = { all: 'all', any: 'any', none: 'not.any', not_all: 'not.all' };

/** Where each part stands in what is sent, as the API names it: `condition.all.0`. */
export function placesOf(tree: Group, place = 'condition'): Map<number, string> {
  const places = new Map([[tree.key, place]]);
  for (const [index, part] of tree.parts.entries()) {
    const own = `${place}.${WAYS[tree.match]}.${index}`;
    if (isGroup(part)) for (const [key, inner] of placesOf(part, own)) places.set(key, inner);
    else places.set(part.key, own);
  }
  return places;
}

/** What is wrong, where the API would say so: `condition.all.0.value`. */
export function treeErrors(tree: Group): Record<string, string> {
  const places = placesOf(tree);
  const errors: Record<string, string> = {};
  const look = (part: Part, isRoot: boolean) => {
    const place = places.get(part.key) ?? '';
    if (!isGroup(part)) {
      const wrong = checkError(part);
      if (wrong) errors[`${place}.value`] = wrong;
      return;
    }
    if (part.parts.length === 0 && !isRoot) errors[place] = EMPTY;
    for (const inner of part.parts) look(inner, false);
  };
  look(tree, true);
  if (Object.keys(errors).length > 0) return errors;
  const whole = Condition.nullable().safeParse(conditionOf(tree));
  return whole.success ? {} : { condition: whole.error.issues[0]?.message ?? '' };
}

const EMPTY = 'must not be empty';

function checkError(check: Check): string | undefined {
  const { kind } = FIELDS[check.field];
  if (kind !== 'none' && (check.values[0] ?? '') === '') return EMPTY;
  return Comparison.safeParse(comparisonOf(check)).error?.issues[0]?.message;
}
