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

describe('what belongs to a ticket, on the timeline', () => {
  test.each([
    ['task', 'task', null, 'Order it (Ada, required)', 'added to the tasks: Order it (Ada, required)'],
    ['task', 'task', 'Order it', 'Order two', 'changed the task Order it to Order two'],
    ['task', 'task', 'Order it', 'Order it (Ada, required)', 'changed the task Order it: Ada, required'],
    ['task', 'task', 'Order it', null, 'removed the task Order it'],
    ['task', 'taskOrder', null, 'Two and One', 'put the tasks in order: Two and One'],
    ['tick', 'taskDone', null, 'Order it', 'did “Order it”'],
    ['tick', 'taskDone', 'Order it', null, 'took back that “Order it” is done'],
    ['project', 'isProject', 'false', 'true', 'made this a project'],
    ['project', 'isProject', 'true', 'false', 'made this an ordinary ticket again'],
    ['link', 'parent_of', null, 'CHG-2', 'made CHG-2 a part of this'],
    ['link', 'parent_of', 'CHG-2', null, 'took CHG-2 out of this'],
    ['link', 'child_of', null, 'REQ-1', 'made this a part of REQ-1'],
    ['link', 'child_of', 'REQ-1', 'REQ-3', 'made this a part of REQ-3 instead of REQ-1'],
    ['link', 'child_of', 'REQ-1', null, 'took this out of REQ-1'],
    ['link', 'related', null, 'REQ-1', 'linked this: related to REQ-1'],
  ])('%s %s from %s to %s', (action, field, from, to, sentence) => {
    expect(eventWords({ action, changes: [{ field, from, to }] }, 'Ada').sentence).toBe(sentence);
  });
});
