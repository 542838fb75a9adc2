import { describe, expect, test } from 'vitest';
import { eventWords } from '../../../../src/console/features/ticket/event-words.ts';

const sla = (field: string, to: string) => ({ action: 'sla', changes: [{ field, from: null, to }] });

describe('a time that runs out, on the timeline', () => {
  test.each([
    ['first_response', '75', 'warned that 75 % of the time for the first response is gone'],
    ['next_response', '50', 'warned that 50 % of the time for the next response is gone'],
    ['resolution', '100', 'noted that the time for the resolution is over'],
    ['first_response', '+30', 'noted that the first response has been overdue for 30 min of working time'],
    ['resolution', '+90', 'noted that the resolution has been overdue for 1 h 30 min of working time'],
  ])('%s %s', (metric, threshold, sentence) => {
    expect(eventWords(sla(metric, threshold), undefined)).toEqual({ sentence, quote: null });
  });

  test('another calendar is told by its name for what it is', () => {
    const changes = [{ field: 'calendarId', from: null, to: '0190c7a4-0000-7000-8000-000000000001' }];
    expect(eventWords({ action: 'edit', changes }, 'Ada').sentence).toBe('changed the calendar');
  });
});
