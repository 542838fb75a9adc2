import { Button, Group, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import type { ChangeCalendarSearch } from '../../search.ts';
import { useMe } from '../../session.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useNow } from '../../ui/when.tsx';
import { FeedList } from '../feeds/feed-list.tsx';
import { firstOf, isDate, type Length, moved } from '../on-call/span.ts';
import { wallAt } from '../on-call/wall.ts';
import { zoneName } from '../on-call/words.ts';
import { ServiceFilter } from '../services/service-filter.tsx';
import { filled, weeksOf } from './calendar-days.ts';
import { CalendarList } from './calendar-list.tsx';
import { CalendarTable } from './calendar-table.tsx';
import classes from './changes.module.css';

const route = getRouteApi('/shell/agents/changes/calendar');
/** The API shows no more. */
const MOST = 500;

/** What is changed when, and when nothing is: a month or a week, by the reader's clock. */
export function ChangeCalendarPage() {
  const { view = 'month', date, service } = route.useSearch();
  const { timeZone, locale } = useMe();
  const today = wallAt(useNow(), timeZone).slice(0, 10);
  const first = firstOf(date && isDate(date) ? date : today, view);
  const weeks = weeksOf(first, view, timeZone);
  const days = weeks.flat();
  const found = useQuery({
    ...queryOf(api.changes.calendar, {
      from: new Date(days[0]?.from ?? 0).toISOString(),
      to: new Date(days.at(-1)?.to ?? 0).toISOString(),
      ...(service ? { service } : {}),
    }),
    placeholderData: keepPreviousData,
  });
  const isNarrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const { items = [], freezes = [] } = found.data ?? {};
  const shown = filled(weeks, items, freezes);
  const own = shown.flat().filter(({ isOutside }) => !isOutside);
  const isEmpty = own.every((day) => day.changes.length + day.freezes.length === 0);
  return (
    <div className={classes.list}>
      <PageTitle
        tab="Calendar · Changes"
        above={
          <Link to="/changes" search={{}} className={classes.back}>
            <BackIcon size={16} />
            Changes
          </Link>
        }
      >
        Calendar of changes
      </PageTitle>
      <Bar first={first} view={view} today={today} />
      <h2 className={classes.span} aria-live="polite">
        {spanWords(first, view, locale)}
      </h2>
      {found.isPending && <Loading rows={6} label="Loading the calendar" />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && !isNarrow && <CalendarTable weeks={shown} view={view} today={today} />}
      {found.data && isNarrow && !isEmpty && <CalendarList days={own} today={today} />}
      {found.data && isNarrow && isEmpty && <Empty title="Nothing is planned then" />}
      {items.length >= MOST && (
        <p className={classes.hint}>There are more: only the first {MOST} are shown. Choose a service.</p>
      )}
      <p className={classes.hint}>Times of {zoneName(timeZone)}.</p>
      <FeedList
        what="changes and freezes"
        kinds={[{ about: 'changes', scheduleId: null, words: 'Changes' }]}
      />
    </div>
  );
}

function Bar({ first, view, today }: { first: string; view: Length; today: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const turn = (changed: Partial<ChangeCalendarSearch>) =>
    void navigate({ search: { ...search, ...changed }, replace: true, resetScroll: false });
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="How much of it"
        value={view}
        data={[
          { value: 'month', label: 'Month' },
          { value: 'week', label: 'Week' },
        ]}
        onChange={(value) => turn({ view: value === 'week' ? 'week' : undefined })}
      />
      <Group gap={4} role="group" aria-label="Which one">
        <Button
          size="xs"
          variant="default"
          aria-label={`The ${view} before`}
          onClick={() => turn({ date: moved(first, view, -1) })}
        >
          ‹
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`The ${view} of today`}
          onClick={() => turn({ date: undefined })}
          data-here={firstOf(today, view) === first || undefined}
        >
          Today
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`The ${view} after`}
          onClick={() => turn({ date: moved(first, view, 1) })}
        >
          ›
        </Button>
      </Group>
      <ServiceFilter value={search.service} onChange={(service) => turn({ service })} />
    </Group>
  );
}

/** `December 2026`, or `30 Nov – 6 Dec 2026`. */
function spanWords(first: string, view: Length, locale: string): string {
  const at = (date: string) => Date.parse(`${date}T00:00Z`);
  if (view === 'month') {
    const style = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(locale, style).format(at(first));
  }
  const style = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  const last = at(moved(first, 'week', 1)) - 86_400_000;
  return new Intl.DateTimeFormat(locale, style).formatRange(at(first), last);
}
