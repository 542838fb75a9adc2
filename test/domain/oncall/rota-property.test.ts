import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RotaShift, TurnsLayer } from '../../../src/domain/oncall/layer-shifts.ts';
import { layersOfRota, onCallAt, type Rota, shiftsOf } from '../../../src/domain/oncall/rota.ts';
import { anyRota, DAY, FIRST, MINUTE, minutes, wallTime } from './any-rota.ts';
import { naiveRota } from './naive-rota.ts';

/** Who is on call at each minute, by shifts. */
function byMinute(shifts: readonly RotaShift[], from: number, to: number): string[] {
  const lines = Array.from({ length: (to - from) / MINUTE }, () => '');
  for (const shift of shifts) {
    lines.fill(shift.people.join(' '), (shift.from - from) / MINUTE, (shift.to - from) / MINUTE);
  }
  return lines;
}

test('at each minute those are on call whom asking rule by rule finds', () => {
  fc.assert(
    fc.property(anyRota, ({ rota, from, days }) => {
      const to = from + days * DAY;
      expect(byMinute(shiftsOf(rota, from, to), from, to)).toEqual(naiveRota(rota, from, to));
    }),
    { numRuns: 700 },
  );
});

test('shifts are in order, apart, never empty, and one where nothing changes', () => {
  fc.assert(
    fc.property(anyRota, ({ rota, from, days }) => {
      const shifts = shiftsOf(rota, from, from + days * DAY);
      for (const [index, shift] of shifts.entries()) {
        expect(shift.people.length).toBeGreaterThan(0);
        expect(shift.from).toBeLessThan(shift.to);
        const before = shifts[index - 1];
        if (!before) continue;
        expect(before.to).toBeLessThanOrEqual(shift.from);
        if (before.to === shift.from) {
          const by = ({ layer, overrideId, people }: RotaShift) => [layer, overrideId, people];
          expect(by(before)).not.toEqual(by(shift));
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a view does not depend on where it begins and ends', () => {
  fc.assert(
    fc.property(anyRota, minutes(0, 1_439), ({ rota, from, days }, off) => {
      const to = from + days * DAY;
      const middle = from + off * MINUTE;
      const whole = byMinute(shiftsOf(rota, from, to), from, to);
      const parts = [...shiftsOf(rota, from, middle), ...shiftsOf(rota, middle, to)];
      expect(byMinute(parts, from, to)).toEqual(whole);
      expect(onCallAt(rota, middle).join(' ')).toBe(whole[off]);
    }),
    { numRuns: 700 },
  );
});

test('hours that meet on the wall leave nobody out, and never have two, on any day', () => {
  const time = fc.integer({ min: 1, max: 1_439 }).map((minute) => wallTime(minute * MINUTE).slice(11));
  fc.assert(
    fc.property(anyRota, time, time, ({ timeZone, from, days }, one, other) => {
      fc.pre(one !== other && from > FIRST + 3 * DAY);
      const layer = (person: string, from: string, to: string): TurnsLayer => {
        const day = [{ from, to }];
        return {
          ...{
            name: person,
            turns: [[person]],
            start: '2024-01-01T00:00',
            every: { count: 1, unit: 'days' },
          },
          hours: [day, day, day, day, day, day, day],
          end: null,
        };
      };
      const [day, night] = [layer('ada', one, other), layer('ben', other, one)];
      const to = from + days * DAY;
      const view = (...layers: TurnsLayer[]) => {
        const versions = [{ from: FIRST, timeZone, layers, skipAbsent: false }];
        return byMinute(shiftsOf({ versions, overrides: [], absences: [] }, from, to), from, to);
      };
      expect(view(day, night)).not.toContain('');
      expect(view(day, night)).toEqual(view(night, day));
    }),
    { numRuns: 700 },
  );
});

test('somebody is on call with absent people skipped exactly when somebody is without that', () => {
  fc.assert(
    fc.property(anyRota, ({ rota, from, days }) => {
      const to = from + days * DAY;
      const view = (skipAbsent: boolean) => {
        const versions = rota.versions.map((version) => ({ ...version, skipAbsent }));
        const shifts = shiftsOf({ ...rota, versions, overrides: [] }, from, to);
        return byMinute(shifts, from, to).map((people) => people !== '');
      };
      expect(view(true)).toEqual(view(false));
    }),
    { numRuns: 700 },
  );
});

test('rules that are made later change nothing before', () => {
  fc.assert(
    fc.property(anyRota, anyRota, minutes(0, 1_439), ({ rota, from, days }, { rota: other }, off) => {
      const [to, edited] = [from + days * DAY, from + off * MINUTE];
      const [rules] = other.versions;
      if (!rules) expect.fail('no rules');
      const versions = [...rota.versions.filter((one) => one.from < edited), { ...rules, from: edited }];
      const before = (one: Rota) => byMinute(shiftsOf(one, from, to), from, to).slice(0, off);
      expect(before({ ...rota, versions })).toEqual(before(rota));
      const whole = byMinute(shiftsOf({ ...rota, versions: [rules] }, from, to), from, to);
      const after = byMinute(shiftsOf({ ...rota, versions }, from, to), from, to);
      fc.pre(rules.from <= edited);
      expect(after.slice(off)).toEqual(whole.slice(off));
    }),
    { numRuns: 700 },
  );
});

test('the layers, each alone, are in order, and one over the other they are what is so in the end', () => {
  fc.assert(
    fc.property(anyRota, ({ rota, from, days }) => {
      const to = from + days * DAY;
      const [rules] = rota.versions;
      if (!rules) expect.fail('no rules');
      const plain: Rota = { ...rota, versions: [{ ...rules, skipAbsent: false }], overrides: [] };
      const lines = Array.from({ length: (to - from) / MINUTE }, () => '');
      for (const { shifts } of layersOfRota(plain, from, to)) {
        byMinute(shifts, from, to).forEach((people, minute) => {
          if (people) lines[minute] = people;
        });
      }
      expect(lines).toEqual(byMinute(shiftsOf(plain, from, to), from, to));
    }),
    { numRuns: 500 },
  );
});
