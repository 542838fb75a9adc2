/** When a freeze holds, in words. */
import type { Freeze, FreezeRepeat } from '../../../contract/freezes.ts';
import { zoneName } from '../on-call/words.ts';
import { and } from '../settings/rule-words.ts';
import { dayNames } from '../settings/week-words.ts';
import { windowWords } from './change-words.ts';

/** `the 28th`, `the last day`, `the 3rd day from the end`. */
export function dayOfMonthWords(day: number): string {
  if (day === -1) return 'the last day';
  return day < 0 ? `the ${ordinal(-day)} last day` : `the ${ordinal(day)}`;
}

const rules = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (count: number): string => `${count}${endings[rules.select(count)] ?? 'th'}`;

export function repeatWords(repeat: FreezeRepeat): string {
  if (repeat.every === 'month') {
    const { fromDay, days } = repeat;
    return `each month from ${dayOfMonthWords(fromDay)} on, for ${days === 1 ? 'one day' : `${days} days`}`;
  }
  const { days, from, to } = repeat;
  const next = to <= from ? ' on the next day' : '';
  const each =
    days.length === 7 ? 'every day' : `each ${and.format(days.map((day) => dayNames[day - 1] ?? ''))}`;
  return `${each}, ${from} to ${to}${next}`;
}

/** By the clock of its zone. */
export function freezeWords(
  freeze: Pick<Freeze, 'startsAt' | 'endsAt' | 'timeZone' | 'repeat'>,
  locale: string,
) {
  const { startsAt, endsAt, timeZone, repeat } = freeze;
  const span = `${windowWords(startsAt, endsAt, timeZone, locale)} (${zoneName(timeZone)})`;
  if (!repeat) return span;
  const words = repeatWords(repeat);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}; within ${span}`;
}
