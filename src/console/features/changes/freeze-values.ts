/** A freeze as its form holds it: every field present, times on the wall of its zone. Names are those of the API. */
import type { z } from 'zod';
import type { ChangeType } from '../../../contract/changes.ts';
import type { CreateFreeze, Freeze, FreezeRepeat } from '../../../contract/freezes.ts';
import { instantOf, wallAt } from '../on-call/wall.ts';

export type FreezeValues = {
  name: string;
  timeZone: string;
  startsAt: string;
  endsAt: string;
  every: 'once' | FreezeRepeat['every'];
  repeat: {
    /** Of the week: `1` is Monday. */
    weekdays: string[];
    from: string;
    to: string;
    fromDay: string;
    /** How many. */
    days: number | string;
  };
  serviceIds: string[];
  types: ChangeType[];
};

export function freezeValues(freeze: Freeze | null, timeZone: string): FreezeValues {
  const repeat = freeze?.repeat ?? null;
  const [week, month] = [repeat?.every === 'week' ? repeat : null, repeat?.every === 'month' ? repeat : null];
  const zone = freeze?.timeZone ?? timeZone;
  const wall = (at: string | undefined) => (at ? wallAt(Date.parse(at), zone) : '');
  return {
    ...{ name: freeze?.name ?? '', timeZone: zone },
    ...{ startsAt: wall(freeze?.startsAt), endsAt: wall(freeze?.endsAt), every: repeat?.every ?? 'once' },
    repeat: {
      weekdays: (week?.days ?? [5]).map(String),
      ...{ from: week?.from ?? '18:00', to: week?.to ?? '08:00' },
      ...{ fromDay: String(month?.fromDay ?? -1), days: month?.days ?? 1 },
    },
    serviceIds: freeze?.serviceIds ?? [],
    types: freeze?.types ?? ['normal', 'standard', 'emergency'],
  };
}

function repeatOf({ every, repeat }: FreezeValues): FreezeRepeat | null {
  switch (every) {
    case 'once':
      return null;
    case 'week':
      return { every, days: repeat.weekdays.map(Number), from: repeat.from, to: repeat.to };
    case 'month':
      return { every, fromDay: Number(repeat.fromDay), days: Number(repeat.days) };
  }
}

const at = (wall: string, timeZone: string): string =>
  wall === '' ? '' : new Date(instantOf(wall, timeZone)).toISOString();

export const freezeOf = (values: FreezeValues): z.output<typeof CreateFreeze> => ({
  ...{ name: values.name, timeZone: values.timeZone, serviceIds: values.serviceIds, types: values.types },
  ...{ startsAt: at(values.startsAt, values.timeZone), endsAt: at(values.endsAt, values.timeZone) },
  repeat: repeatOf(values),
});

/** Where the form has the field that the contract calls so. */
export const freezeField = (path: string, { every }: FreezeValues): string =>
  path === 'repeat.days' && every === 'week' ? 'repeat.weekdays' : path;
