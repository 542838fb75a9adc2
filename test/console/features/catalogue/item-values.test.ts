import { expect, test } from 'vitest';
import {
  freeName,
  type ItemValues,
  itemOf,
  newQuestion,
  pathOf,
  slugOf,
  valuesOf,
} from '../../../../src/console/features/catalogue/item-values.ts';
import { CatalogueItem, CreateItem } from '../../../../src/contract/catalogue.ts';
import { askedOf } from '../../../../src/contract/catalogue-form.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const item = CatalogueItem.parse({
  id: ID,
  name: 'New laptop',
  version: 3,
  archived: false,
  icon: '💻',
  audience: { who: 'teams', teamIds: [ID] },
  channels: ['web'],
  queueId: ID,
  cost: { amount: 1_200.5, currency: 'EUR' },
  fields: [
    { type: 'choice', name: 'model', label: 'Which?', required: true, options: ['Light', 'Strong'] },
    { type: 'paragraph', name: 'why', label: 'Why?', when: { field: 'model', is: ['Strong'] } },
    { type: 'number', name: 'count', label: 'How many?', min: 0, max: null },
    { type: 'person', name: 'who', label: 'Who?', when: { field: 'why', is: ['x'] } },
  ],
  steps: [{ title: 'Order it', queueId: ID, stage: 2 }],
});

test('an item that is opened and saved stays as it is', () => {
  const { id: _, version: __, archived: ___, ...content } = item;
  expect(CreateItem.parse(itemOf(valuesOf(item)))).toEqual(content);
});

test('a condition follows its question when that is renamed, and ends when it is removed', () => {
  const values = valuesOf(item);
  const renamed: ItemValues = {
    ...values,
    fields: values.fields.map((one) => (one.name === 'model' ? { ...one, name: 'which' } : one)),
  };
  expect(itemOf(renamed).fields?.[1]).toMatchObject({ when: { field: 'which', is: ['Strong'] } });
  const removed = { ...values, fields: values.fields.slice(1) };
  expect(itemOf(removed).fields?.[0]).toMatchObject({ when: null });
});

test('a question that has just been added is a line of text without a condition', () => {
  const values = { ...valuesOf(null), fields: [{ ...newQuestion(), name: 'a', label: 'A' }] };
  expect(itemOf(values).fields).toEqual([
    { type: 'text', name: 'a', label: 'A', hint: '', required: false, when: null, max: 300 },
  ]);
});

test.each([
  ['Which one?', 'which_one'],
  ['  Für wen, Zoë? ', 'fur_wen_zoe'],
  ['2nd screen', 'nd_screen'],
  ['何のため', ''],
  ['x'.repeat(50), 'x'.repeat(40)],
])('the name of “%s” is “%s”', (label, name) => {
  expect(slugOf(label)).toBe(name);
});

test('a name that is taken is counted on', () => {
  expect(freeName('Which one?', ['which_one', 'which_one_2'])).toBe('which_one_3');
  expect(freeName('何のため', [])).toBe('question');
});

test.each([
  ['fields.1.when', 'fields.1.whenKey'],
  ['fields.1.when.is.0', 'fields.1.whenIs'],
  ['audience.teamIds.0', 'teamIds'],
  ['cost.currency', 'currency'],
  ['steps.0.title', 'steps.0.title'],
])('%s stands in the form at %s', (path, there) => {
  expect(pathOf(path)).toBe(there);
});

test('what hangs on a question that is not asked is not asked either', () => {
  const names = (answers: Record<string, string>) => askedOf(item.fields, answers).map(({ name }) => name);
  expect(names({})).toEqual(['model', 'count']);
  expect(names({ model: 'Strong' })).toEqual(['model', 'why', 'count']);
  expect(names({ model: 'Strong', why: 'x' })).toEqual(['model', 'why', 'count', 'who']);
  expect(names({ model: 'Light', why: 'x' })).toEqual(['model', 'count']);
});
