import { Button, Modal, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showProblem } from '../../ui/tell.tsx';
import { useNow } from '../../ui/when.tsx';
import { FeedList } from '../feeds/feed-list.tsx';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { GapList } from './gap-list.tsx';
import classes from './on-call.module.css';
import { OverrideForm, type OverrideValues } from './override-form.tsx';
import { OverrideList } from './override-list.tsx';
import { overrides, runs } from './rights.ts';
import { firstOf, type Length, spanOf } from './span.ts';
import { SubscriptionList } from './subscription-list.tsx';
import { type Offered, SwapForm } from './swap-form.tsx';
import { type Picked, Timeline } from './timeline.tsx';
import { TimelineBar } from './timeline-bar.tsx';
import { VersionList } from './version-list.tsx';
import { wallAt } from './wall.ts';
import { wholeShift } from './whole-shift.ts';
import { zoneName } from './words.ts';

const HOUR = 3_600_000;

/** Somebody’s, as far as it is shown. */
type Shift = { offererId: string; from: number; to: number };

const route = getRouteApi('/shell/agents/on-call');

/** One schedule: its timeline, its gaps, and its overrides. */
export function SchedulePanel({ schedule, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  const { id, name, teamId, timeZone } = schedule;
  const me = useMe();
  const now = useNow();
  const client = useQueryClient();
  const { team } = useNames();
  const today = wallAt(now, timeZone).slice(0, 10);
  const navigate = route.useNavigate();
  const { date = today, view: length = 'month' } = route.useSearch();
  const first = firstOf(date, length);
  const look = (wanted: { date?: string | undefined; view?: Length }) =>
    void navigate({ search: (all) => ({ ...all, ...wanted }), replace: true, resetScroll: false });
  const [asked, setAsked] = useState<{ values: OverrideValues; offers: Shift | null } | null>(null);
  const [offered, setOffered] = useState<Offered | null>(null);
  const span = useMemo(() => spanOf(first, length, timeZone), [first, length, timeZone]);
  const [from, to] = [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
  const timeline = useQuery({
    ...queryOf(api.schedules.timeline, { id, from, to }),
    placeholderData: keepPreviousData,
  });
  const mayOverride = overrides(me, teamId);
  const listed = schedule.layers.flatMap((one) => (one.kind === 'calendar' ? [one.calendarId] : []));
  const ask = (picked: Picked) => {
    // What is over stays as it was.
    const from = wallAt(Math.max(picked.from, now), timeZone);
    const offererId = offererOf(picked);
    const isToCome = offererId !== undefined && picked.to > now;
    setAsked({
      values: {
        ...{ id: null, from, to: wallAt(Math.max(picked.to, now + HOUR), timeZone) },
        ...{ personIds: [me.id], replacesId: picked.replacesId ?? null },
      },
      offers: isToCome ? { offererId, from: picked.from, to: picked.to } : null,
    });
  };
  const offer = (shift: Shift) =>
    wholeShift(client, schedule, shift, now).then((whole) => {
      setOffered(whole);
      setAsked(null);
    }, showProblem);
  /** Whose shift can be offered: one’s own or, of a team that one runs, anybody’s. */
  const offererOf = ({ personIds = [] }: Picked) =>
    personIds.includes(me.id) ? me.id : runs(me, teamId) ? personIds[0] : undefined;
  const isWhole = timeline.data && !timeline.isPlaceholderData;
  return (
    <section id="schedule" className={settings.panel} aria-label={`Schedule ${name}`}>
      <div className={settings.panelHead}>
        <div>
          <Title order={2} size="h5">
            <bdi>{name}</bdi>
          </Title>
          <Text size="xs" c="dimmed">
            <bdi>{team(teamId)}</bdi> · times of {zoneName(timeZone)}
            {me.timeZone !== timeZone && `; yours are of ${zoneName(me.timeZone)}`} · your nights are shaded
          </Text>
        </div>
        {runs(me, teamId) && <ScheduleMenu schedule={schedule} onEdit={onEdit} />}
      </div>
      <TimelineBar
        {...{ date, length, today }}
        onDate={(next) => look({ date: next ?? undefined })}
        onLength={(view) => look({ view })}
      >
        {mayOverride && (
          <Button
            size="xs"
            leftSection={<PlusIcon size={14} />}
            onClick={() => ask({ from: now, to: now + 8 * HOUR })}
          >
            Add an override
          </Button>
        )}
      </TimelineBar>
      {timeline.isError && !timeline.data && <Failed error={timeline.error} retry={timeline.refetch} />}
      {!timeline.isError && !isWhole && (
        <div className={settings.pad}>
          <Loading rows={3} />
        </div>
      )}
      {timeline.data && isWhole && (
        <>
          <Timeline
            data={timeline.data}
            span={span}
            timeZone={timeZone}
            date={date}
            onPick={mayOverride ? ask : undefined}
          />
          <div className={classes.below}>
            <GapList span={span} shifts={timeline.data.shifts} timeZone={timeZone} />
            <OverrideList schedule={schedule} onChange={(values) => setAsked({ values, offers: null })} />
            <FeedList
              what="shifts"
              kinds={[
                { about: 'shifts', scheduleId: schedule.id, words: 'This schedule' },
                { about: 'shifts', scheduleId: null, words: 'My own shifts' },
              ]}
            />
            {listed.length > 0 && (
              <SubscriptionList
                {...{ use: 'on_call', teamId, only: listed, mayChange: runs(me, teamId) }}
                title="Calendars from outside"
                help="What they say of who is on call. Where one cannot be read, what was known of it stays."
              />
            )}
            <VersionList schedule={schedule} />
          </div>
        </>
      )}
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked?.values.id ? 'Change the override' : 'Add an override'}
        closeOnClickOutside={false}
      >
        {asked?.offers && (
          <Button
            variant="default"
            fullWidth
            mb="md"
            onClick={() => void (asked.offers && offer(asked.offers))}
          >
            Offer this shift
          </Button>
        )}
        {asked && <OverrideForm schedule={schedule} initial={asked.values} onDone={() => setAsked(null)} />}
      </Modal>
      <Modal
        opened={offered !== null}
        onClose={() => setOffered(null)}
        title="Offer a shift"
        closeOnClickOutside={false}
      >
        {offered && <SwapForm schedule={schedule} initial={offered} onDone={() => setOffered(null)} />}
      </Modal>
    </section>
  );
}

function ScheduleMenu({ schedule: { id, name }, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  const remove = useVerb(api.schedules.remove, { invalidates: ['/schedules', '/on-call'] });
  return (
    <EditMenu
      name={name}
      consequence="Its overrides go with it. One by which an escalation policy pages cannot be removed."
      isRemoving={remove.isPending}
      onEdit={onEdit}
      onRemove={() => remove.mutate({ id })}
    />
  );
}
