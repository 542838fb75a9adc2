import { expect, test } from 'vitest';
import { follow } from '../../../src/domain/oncall/handover.ts';
import { HOUR } from '../../../src/lib/clock.ts';

/** Shifts as `9-17 ada+ben`, in hours. */
const shiftsOf = (...lines: string[]) =>
  lines.map((line) => {
    const [, from, to, people] = /^(\d+)-(\d+) (.+)$/.exec(line) ?? expect.fail(line);
    return {
      ...{
        from: Number(from) * HOUR,
        to: Number(to) * HOUR,
        people: people?.split('+') ?? [],
        layer: '',
        overrideId: null,
      },
    };
  });
const after = (people: string[], at: number, now: number, ...lines: string[]) => {
  const followed = follow(shiftsOf(...lines), { people, at: at * HOUR }, now * HOUR);
  const { handover } = followed;
  const words = handover
    ? `${handover.at / HOUR}: ${handover.goes.join('+')} > ${handover.comes.join('+')}, ${handover.stays.join('+')}`
    : null;
  return [followed.people.join('+'), words];
};

test('nobody comes on while nothing changes', () => {
  expect(after(['ada'], 9, 12, '9-13 ada')).toEqual(['ada', null]);
  expect(after(['ada', 'ben'], 9, 12, '9-13 ben+ada')).toEqual(['ben+ada', null]);
});

test('a handover says who comes, who goes and who stays', () => {
  expect(after(['ada'], 9, 12, '9-12 ada', '12-13 ben')).toEqual(['ben', '12: ada > ben, ']);
  expect(after(['ada', 'eve'], 9, 12, '9-11 ada+eve', '11-13 eve+ben')).toEqual([
    'eve+ben',
    '11: ada > ben, eve',
  ]);
});

test('nobody comes on where one of several only goes, or after a gap with nobody in between', () => {
  expect(after(['ada', 'ben'], 9, 12, '9-11 ada+ben', '11-13 ada')).toEqual(['ada', null]);
  expect(after(['ada'], 9, 12, '9-10 ada', '11-13 ada')).toEqual(['ada', null]);
  expect(after(['ada'], 9, 12, '9-10 ada', '11-13 ben')).toEqual(['ben', '11: ada > ben, ']);
});

test('of several that were missed the latest one is told, also to who was on call before', () => {
  expect(after(['ada'], 9, 14, '9-10 ada', '10-12 ben', '12-15 ada')).toEqual(['ada', '12: ben > ada, ']);
  // Eve came on with Ada, and has gone again.
  expect(after(['ben'], 9, 14, '9-10 ben', '10-12 ada+eve', '12-15 ada')).toEqual(['ada', '10: ben > ada, ']);
});

test('what is over already is not told', () => {
  expect(after(['ada'], 9, 14, '9-10 ada', '10-12 ben')).toEqual(['ben', null]);
  expect(after(['ada'], 9, 14)).toEqual(['ada', null]);
});

test('where the rules were changed, who is on call now has come on now', () => {
  expect(after(['ada'], 9, 14, '9-15 ben')).toEqual(['ben', '14: ada > ben, ']);
  // By the new rules Ada came on at ten; she had been there all the time.
  expect(after(['ada'], 9, 14, '9-10 ben', '10-15 ada')).toEqual(['ada', null]);
});
