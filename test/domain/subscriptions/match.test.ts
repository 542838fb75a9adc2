import { expect, test } from 'vitest';
import { matcherOf, type NameInTitle } from '../../../src/domain/subscriptions/match.ts';

const people = [
  { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
  { id: 'ben', name: 'Ben Okafor', email: 'ben@example.com' },
  { id: 'bo', name: 'Ben Okafor Bello', email: 'bo@example.com' },
  { id: 'sam', name: 'Sam Lee', email: 'sam@example.com' },
  { id: 'lee', name: 'Sam Lee', email: 'lee@example.com' },
  { id: 'jose', name: 'José Núñez', email: 'jose@example.com' },
];
const meant = (
  title: string,
  {
    attendees = [],
    organizer = null,
    names = [],
  }: Partial<{ attendees: string[]; organizer: string | null; names: NameInTitle[] }> = {},
) => matcherOf(people, names)({ title, attendees, organizer });
const ids = (...args: Parameters<typeof meant>) => meant(...args).personIds;

test.each([
  ['Ada Lovelace', ['ada']],
  ['On call: ADA  lovelace!', ['ada']],
  ['Ben Okafor, then Ada Lovelace', ['ben', 'ada']],
  ['Ben Okafor Bello', ['bo']],
  ['Ben Okafor Bello and Ben Okafor', ['bo', 'ben']],
  ['jose\u0301 nu\u0301n\u0303ez (vacation)', ['jose']],
  ['duty ada@example.com', ['ada']],
  ['<ADA@Example.com> Ben Okafor', ['ada']],
  ['Ada', []],
  ['Adalovelace', []],
  ['Ada Lovelaces', []],
  ['', []],
])('the title “%s” means %j', (title, expected) => {
  expect(ids(title)).toEqual(expected);
});

test('a text that was said to mean somebody goes first, then who is invited, the title, and who has made it', () => {
  const names = [{ text: 'AL', personId: 'ada' }];
  const all = { names, attendees: ['ben@example.com', 'room@example.com'], organizer: 'lee@example.com' };
  expect(ids('AL: José Núñez', all)).toEqual(['ada']);
  expect(ids('ALL: José Núñez', all)).toEqual(['ben']);
  expect(ids('José Núñez', { ...all, attendees: ['room@example.com'] })).toEqual(['jose']);
  expect(ids('Duty', { ...all, attendees: [] })).toEqual(['lee']);
});

test('what means nobody says why', () => {
  expect(meant('Sam Lee').problem).toBe('Several people are called Sam Lee.');
  expect(meant('Duty', { attendees: ['x@example.com'] }).problem).toMatch(/^x@example.com is nobody/);
  expect(meant('Duty').problem).toBe('It names nobody who is known.');
  expect(meant('AL', { names: [{ text: 'AL', personId: 'gone' }] }).personIds).toEqual([]);
});
