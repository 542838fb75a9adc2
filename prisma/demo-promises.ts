import type { z } from 'zod';
import type { CreateCalendar, Interval } from '../src/contract/calendars.ts';
import type { CreateSlaPolicy } from '../src/contract/sla.ts';

/** When the demo company works, and how soon it promises to answer. */

const hours = (...parts: [string, string][]): Interval[] => parts.map(([from, to]) => ({ from, to }));
const long = hours(['08:30', '12:00'], ['13:00', '17:30']);
const shifts = hours(['06:00', '22:00'], ['22:00', '06:00']);

export const CALENDARS: z.input<typeof CreateCalendar>[] = [
  {
    name: 'Berlin office',
    timeZone: 'Europe/Berlin',
    week: [long, long, long, long, hours(['08:30', '12:00'], ['13:00', '16:00']), [], []],
    holidays: [
      { on: 'day', name: 'New Year’s Day', month: 1, day: 1 },
      { on: 'easter', name: 'Good Friday', days: -2 },
      { on: 'easter', name: 'Easter Monday', days: 1 },
      { on: 'day', name: 'Labour Day', month: 5, day: 1 },
      { on: 'easter', name: 'Ascension Day', days: 39 },
      { on: 'easter', name: 'Whit Monday', days: 50 },
      { on: 'day', name: 'German Unity Day', month: 10, day: 3 },
      { on: 'day', name: 'Christmas Day', month: 12, day: 25 },
      { on: 'day', name: 'Boxing Day', month: 12, day: 26 },
    ],
  },
  {
    name: 'Network, with nights',
    timeZone: 'Europe/London',
    // From Sunday evening to Saturday morning.
    week: [shifts, shifts, shifts, shifts, shifts, [], hours(['22:00', '06:00'])],
    holidays: [
      { on: 'day', name: 'Christmas Day', month: 12, day: 25 },
      { on: 'weekday', name: 'Summer bank holiday', month: 8, weekday: 1, nth: -1 },
    ],
  },
];

type Policy = Omit<z.input<typeof CreateSlaPolicy>, 'conditions' | 'terms'> & {
  /** By its name. */
  queue?: string;
  calendar: string;
  terms: Omit<z.input<typeof CreateSlaPolicy>['terms'], 'calendarId'>;
};

export const POLICIES: Policy[] = [
  {
    name: 'Network',
    queue: 'Network and VPN',
    calendar: 'Network, with nights',
    terms: {
      targets: {
        first_response: [15, 30, 60, 120, 240],
        next_response: [30, 60, 120, 240, 480],
        resolution: [240, 480, 960, 1_920, 2_400],
      },
      pausesOn: ['awaiting_requester', 'awaiting_vendor'],
      thresholds: [
        { percent: 50, tell: ['assignee'] },
        { percent: 100, tell: ['assignee', 'lead'] },
        { minutesAfter: 60, tell: ['queue'] },
      ],
    },
  },
  {
    name: 'People questions',
    queue: 'People questions',
    calendar: 'Berlin office',
    terms: {
      targets: { first_response: [120, 240, 480, 480, 960], next_response: null, resolution: null },
      pausesOn: ['awaiting_requester'],
      thresholds: [{ percent: 100, tell: ['lead'] }],
    },
  },
  {
    name: 'Standard',
    calendar: 'Berlin office',
    terms: {
      targets: {
        first_response: [30, 60, 240, 480, 960],
        next_response: [60, 120, 480, 960, 960],
        resolution: [480, 960, 1_440, 2_400, 4_800],
      },
      pausesOn: ['awaiting_requester'],
      thresholds: [
        { percent: 75, tell: ['assignee'] },
        { percent: 100, tell: ['assignee', 'lead'] },
      ],
    },
  },
];
