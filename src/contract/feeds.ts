import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Secret addresses by which calendar programs read shifts and changes. */
export const CalendarFeed = z.object({
  id: Id,
  /** `changes`: what is changed when, as far as its owner sees it. */
  about: z.enum(['shifts', 'changes']),
  /** Null: of shifts, those of whoever it belongs to, by every schedule. */
  scheduleId: Id.nullable(),
  createdAt: Instant,
});
export type CalendarFeed = z.output<typeof CalendarFeed>;

const MakeFeed = z
  .strictObject({
    about: CalendarFeed.shape.about.default('shifts'),
    scheduleId: Id.nullable().default(null),
  })
  .refine(({ about, scheduleId }) => about === 'shifts' || scheduleId === null, {
    ...{ path: ['scheduleId'], message: 'goes with shifts alone' },
  });

export const feeds = {
  list: endpoint({
    method: 'GET',
    path: '/calendar-feeds',
    summary: 'One’s own secret iCalendar addresses; they are never shown again',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(CalendarFeed) }),
  }),
  make: endpoint({
    method: 'POST',
    path: '/calendar-feeds',
    summary:
      'Make a secret iCalendar address for a schedule, one’s own shifts or changes; the one before it ends at once',
    scope: 'write',
    input: MakeFeed,
    output: z.object({ feed: CalendarFeed, path: z.string() }),
    status: 201,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/calendar-feeds/:id',
    summary: 'End a secret iCalendar address of one’s own at once',
    scope: 'write',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
