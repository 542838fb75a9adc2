import { describe, expect, test } from 'vitest';
import { cronOf, whenInWords, whenOf } from '../../../../src/console/features/settings/recurrence-when.ts';

describe('simple choices', () => {
  test.each([
    ['0 9 * * *', 'day', 'Every day at 09:00'],
    ['30 17 * * 1-5', 'weekdays', 'Monday to Friday at 17:30'],
    ['5 0 * * 1,4,7', 'week', 'Monday, Thursday, Sunday at 00:05'],
    ['0 9 15 * *', 'month_day', 'On day 15 of the month at 09:00'],
    ['0 9 * * 2#2', 'month_weekday', 'Second Tuesday of the month at 09:00'],
    ['0 9 * * 5#L', 'month_weekday', 'Last Friday of the month at 09:00'],
    ['0 9 L * *', 'month_last', 'On the last day of the month at 09:00'],
  ])('%s is one of them, and comes back as it was', (cron, every, words) => {
    expect(whenOf(cron).every).toBe(every);
    expect(cronOf(whenOf(cron))).toBe(cron);
    expect(whenInWords(cron)).toBe(words);
  });

  test.each([
    '*/15 * * * *',
    '0 9,17 * * *',
    '0 9 1 1 *',
    '0 9 1 * 1',
    '0 9 * * 1-3',
    '0 9 * * MON',
    '0 9 * * 5#5',
  ])('%s is for who writes fields, and stays as it is', (cron) => {
    expect(whenOf(cron)).toMatchObject({ every: 'cron', cron });
    expect(cronOf(whenOf(cron))).toBe(cron);
    expect(whenInWords(cron)).toBe(`Cron: ${cron}`);
  });
});
