import type { QueryClient } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import type { Offered } from './swap-form.tsx';
import { DAY, wallAt } from './wall.ts';

/** With the longest bar of a timeline, a month, it stays below what can be asked for at once. */
const AROUND = 30 * DAY;

/** A shift from its beginning, or from now, until its end: a timeline cuts it where its week or month is over. */
export async function wholeShift(
  client: QueryClient,
  { id, timeZone }: { id: string; timeZone: string },
  { offererId, ...bar }: { offererId: string; from: number; to: number },
  now: number,
): Promise<Offered> {
  const from = Math.max(bar.from, now);
  const around = {
    from: new Date(Math.max(from - AROUND, now)).toISOString(),
    to: new Date(bar.to + AROUND).toISOString(),
  };
  const { items } = await client.fetchQuery(queryOf(api.schedules.shifts, { id, ...around }));
  const whole = items.find((one) => Date.parse(one.from) <= from && from < Date.parse(one.to));
  return {
    offererId,
    from: wallAt(whole ? Date.parse(whole.from) : from, timeZone),
    to: wallAt(whole ? Date.parse(whole.to) : bar.to, timeZone),
  };
}
