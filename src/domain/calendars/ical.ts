import { Worker } from 'node:worker_threads';
import { Holiday } from '../../contract/calendars.ts';
import { SECOND } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { cut, visible } from '../../lib/text.ts';
import type { EventsToRead, IcalEvent } from './ical-events.ts';
import type { IcalDays, IcalNews, IcalToRead } from './ical-worker.ts';

/** How long a file may take; in milliseconds. Ten years of a country's holidays take less than a tenth of a second. */
const READ_WITHIN = 5 * SECOND;
/** How many holidays a calendar has at most. */
export const MOST_HOLIDAYS = 2_000;

/**
 * The holidays that an iCalendar file names from last year to five years ahead: its events of whole days, those that
 * come every year as often as they come.
 * @throws `invalid` when it is broken, or too much
 */
export async function readIcal(text: string, now: Date): Promise<Holiday[]> {
  const year = now.getUTCFullYear();
  const news = await readWhole({
    ...{ kind: 'days', text, from: `${year - 1}-01-01`, to: `${year + 5}-12-31`, most: MOST_HOLIDAYS },
  });
  return holidaysOf('days' in news ? news.days : []);
}

/**
 * What the events of an iCalendar file say between two instants, those that recur one by one.
 * @throws `invalid` when it is broken, or too much
 */
export async function readIcalEvents(job: Omit<EventsToRead, 'kind'>): Promise<IcalEvent[]> {
  const news = await readWhole({ kind: 'events', ...job });
  return 'events' in news ? news.events : [];
}

async function readWhole(job: IcalToRead): Promise<Exclude<IcalNews, { fault: string }>> {
  const text = job.text.replace(/^\uFEFF?\s*/, '');
  if (!/^BEGIN:VCALENDAR\s/i.test(text)) {
    fail('invalid', 'This is no iCalendar file: it does not begin with BEGIN:VCALENDAR.');
  }
  const news = await readApart({ ...job, text });
  if ('fault' in news) {
    return fail('invalid', `This iCalendar file cannot be read: ${cut(visible(news.fault), 200)}.`);
  }
  return news;
}

function readApart(job: IcalToRead): Promise<IcalNews> {
  const { promise, resolve } = Promise.withResolvers<IcalNews>();
  const worker = new Worker(new URL('./ical-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // It needs neither our environment, with its secrets, nor the flags that we were started with.
    env: {},
    execArgv: [],
  });
  const clock = setTimeout(() => resolve({ fault: 'it takes too long' }), READ_WITHIN);
  worker.once('message', resolve);
  // Out of memory, most likely.
  worker.once('error', () => resolve({ fault: 'it is too large' }));
  return promise.finally(() => {
    clearTimeout(clock);
    void worker.terminate();
  });
}

/** Each once, and in order, so that reading the same again changes nothing. */
function holidaysOf(days: IcalDays[]): Holiday[] {
  const named = days.map((day) => ({ ...day, name: shortly(day.name) }));
  const byKey = new Map(named.map((day) => [`${day.date} ${day.until} ${day.name}`, day]));
  return [...byKey]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { name, date, until }]) =>
      parse(Holiday, {
        on: 'date',
        name,
        date,
        ...(until === date ? {} : { until }),
        imported: true,
      }),
    );
}

const shortly = (name: string) => cut(visible(name).replace(/\s+/g, ' ').trim(), 120) || 'Holiday';
