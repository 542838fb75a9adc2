import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELD_OPTIONS, FIELDS, type Field } from '../../../../src/console/features/automation/fields.ts';
import {
  added,
  type Check,
  changed,
  conditionOf,
  type Group,
  isGroup,
  newCheck,
  newGroup,
  type Part,
  placesOf,
  treeErrors,
  treeOf,
  withField,
} from '../../../../src/console/features/automation/tree.ts';
import { Comparison, type Condition } from '../../../../src/contract/automation.ts';

const tag = (...value: string[]): Condition => ({ field: 'tag', op: 'is', value });
const urgent: Condition = { field: 'priority', op: 'at_most', value: 2 };
const guest: Condition = { field: 'guest', op: 'is', value: true };
const check = (field: Field, operator: string, ...values: string[]): Check => ({
  ...newCheck(field),
  operator,
  values,
});
const keyOf = (tree: Group, ...path: number[]): number => {
  const part = path.reduce((group: Part, index) => (group as Group).parts[index] as Part, tree);
  return part.key;
};

describe('a condition in its form', () => {
  test.each<[string, Condition | null, Condition | null]>([
    ['none', null, null],
    ['a comparison alone stands in a group', urgent, { all: [urgent] }],
    ['all of nothing is no condition', { all: [] }, null],
    [
      'groups within groups',
      { any: [urgent, { all: [guest, tag('a', 'b')] }] },
      { any: [urgent, { all: [guest, tag('a', 'b')] }] },
    ],
    ['not any', { not: { any: [urgent, guest] } }, { not: { any: [urgent, guest] } }],
    ['not all', { all: [{ not: { all: [urgent, guest] } }] }, { all: [{ not: { all: [urgent, guest] } }] }],
    ['not one', { not: urgent }, { not: { any: [urgent] } }],
    ['not not one', { not: { not: urgent } }, { not: { any: [{ not: { any: [urgent] } }] } }],
    [
      'no',
      { field: 'assigned', op: 'is', value: false },
      { all: [{ field: 'assigned', op: 'is', value: false }] },
    ],
    [
      'hours',
      { field: 'age', op: 'at_least', value: 1.5 },
      { all: [{ field: 'age', op: 'at_least', value: 1.5 }] },
    ],
  ])('%s', (_, given, back) => {
    expect(conditionOf(treeOf(given))).toEqual(back);
    expect(treeErrors(treeOf(given))).toEqual({});
  });

  test('every field can be asked, with each of its operators', () => {
    const listed = FIELD_OPTIONS.flatMap(({ items }) => items.map(({ value }) => value));
    expect(listed.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
    expect(listed.toSorted()).toEqual(
      Comparison.options.map((option) => option.shape.field.value).toSorted(),
    );
    const id = '0190c7a4-0000-7000-8000-000000000001';
    const values = { options: '', one: '2', hours: '2', words: 'x', none: '' };
    for (const field of listed) {
      const { kind, operators, options } = FIELDS[field];
      const value =
        kind === 'options'
          ? options?.[0]?.value
          : { queues: id, teams: id, people: id, agents: id, ...values }[kind];
      for (const { value: operator } of operators) {
        const root = treeOf(null);
        const asked = added(root, root.key, check(field, operator, ...(value ? [value] : [])));
        expect(treeErrors(asked), `${field} ${operator}`).toEqual({});
      }
    }
  });
});

describe('building it', () => {
  const tree = treeOf({ all: [urgent, { any: [guest, tag('vip')] }] });

  test('a part is added to its group, changed and taken away', () => {
    const inner = keyOf(tree, 1);
    const more = added(tree, inner, check('state', 'is', 'new'));
    expect(conditionOf(more)).toEqual({
      all: [urgent, { any: [guest, tag('vip'), { field: 'state', op: 'is', value: ['new'] }] }],
    });
    const other = changed(more, inner, (group) => ({ ...(group as Group), match: 'none' }));
    expect(conditionOf(changed(other, keyOf(tree, 1, 0), () => null))).toEqual({
      all: [urgent, { not: { any: [tag('vip'), { field: 'state', op: 'is', value: ['new'] }] } }],
    });
    expect(conditionOf(changed(tree, keyOf(tree, 1), () => null))).toEqual({ all: [urgent] });
    expect(conditionOf(changed(tree, tree.key, () => null))).toBeNull();
  });

  test('nothing else is touched, and every part keeps its key', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (steps) => {
        let built = treeOf(null);
        const parts = (group: Group): Part[] => [
          group,
          ...group.parts.flatMap((part) => (isGroup(part) ? parts(part) : [part])),
        ];
        for (const step of steps) {
          const all = parts(built);
          const part = all[step % all.length] as Part;
          const before = all.map(({ key }) => key);
          built = isGroup(part)
            ? added(built, part.key, step % 3 === 0 ? newGroup() : newCheck())
            : changed(built, part.key, (one) => (step % 2 === 0 ? null : withField(one as Check, 'tag')));
          const after = parts(built).map(({ key }) => key);
          expect(new Set(after).size).toBe(after.length);
          const gone = before.filter((key) => !after.includes(key));
          expect(gone).toEqual(!isGroup(part) && step % 2 === 0 ? [part.key] : []);
          expect([...placesOf(built).keys()].toSorted()).toEqual(after.toSorted());
        }
      }),
    );
  });

  test('another field keeps the operator that it has, too, and no value', () => {
    const one = check('queue', 'is_not', 'x');
    expect(withField(one, 'tag')).toEqual({ ...one, field: 'tag', values: [] });
    expect(withField(one, 'title')).toEqual({ ...one, field: 'title', operator: 'contains', values: [] });
  });
});

describe('what is wrong is told where the API would say so', () => {
  test('by the place in what is sent', () => {
    const tree = treeOf({ all: [urgent, { not: { any: [guest, { not: { all: [tag('a')] } }] } }] });
    const places = placesOf(tree);
    const of = (...path: number[]) => places.get(keyOf(tree, ...path));
    expect([of(), of(0), of(1), of(1, 0), of(1, 1), of(1, 1, 0)]).toEqual([
      'condition',
      'condition.all.0',
      'condition.all.1',
      'condition.all.1.not.any.0',
      'condition.all.1.not.any.1',
      'condition.all.1.not.any.1.not.all.0',
    ]);
  });

  test.each<[string, Part, Record<string, string | RegExp>]>([
    ['no value', check('queue', 'is'), { 'condition.all.0.value': 'must not be empty' }],
    ['no number', check('priority', 'is'), { 'condition.all.0.value': 'must not be empty' }],
    [
      'a tag of two words',
      check('tag', 'is', 'a b'),
      { 'condition.all.0.value': 'must have no spaces or commas' },
    ],
    ['too old', check('age', 'at_least', '100001'), { 'condition.all.0.value': /100000/ }],
    ['an empty group', { ...newGroup(), parts: [] }, { 'condition.all.0': 'must not be empty' }],
    [
      'too deep',
      [1, 2, 3, 4, 5].reduce((part: Part) => ({ ...newGroup(), parts: [part] }), check('guest', 'yes')),
      { condition: 'must be at most 6 levels deep' },
    ],
  ])('%s', (_, part, errors) => {
    const root = treeOf(null);
    const found = treeErrors(added(root, root.key, part));
    expect(Object.keys(found)).toEqual(Object.keys(errors));
    for (const [place, words] of Object.entries(errors)) expect(found[place]).toMatch(words);
  });
});
