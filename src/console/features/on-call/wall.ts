/** Times on the wall of a zone, as `2026-12-01T09:00`, and the instants at which they are shown. */

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What the clock shows. */
export function wallAt(at: number, timeZone: string): string {
  const style = {
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const),
  };
  const parts = new Intl.DateTimeFormat('en', style).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The first instant at which it shows this; of a time that the clocks skip, about when it would have come. */
export function instantOf(wall: string, timeZone: string): number {
  const wanted = Date.parse(`${wall}Z`);
  const offsetAt = (at: number) => Date.parse(`${wallAt(at, timeZone)}Z`) - Math.floor(at / 60_000) * 60_000;
  const candidates = [offsetAt(wanted - DAY), offsetAt(wanted + DAY)].map((offset) => wanted - offset);
  const shown = candidates.filter((at) => wallAt(at, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...candidates);
}

/** The date so many days later. */
export const laterDate = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
