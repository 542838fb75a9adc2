import { Button, Group, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { OnCall, Schedule } from '../../../contract/schedules.ts';
import { queryOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import classes from './on-call.module.css';
import { PageForm } from './page-form.tsx';
import { runs } from './rights.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { SwapPanel } from './swap-panel.tsx';
import { namesOf, timeIn } from './words.ts';

const route = getRouteApi('/shell/agents/on-call');

/** Who is on call now and next by each schedule, and one of them as a timeline. */
export function OnCallPage() {
  const me = useMe();
  const { schedule } = route.useSearch();
  const schedules = useQuery(queryOf(api.schedules.list, {}));
  const onCall = useQuery(queryOf(api.schedules.onCall, {}));
  const [edited, setEdited] = useState<Schedule | 'new' | null>(null);
  const [isPaging, setIsPaging] = useState(false);
  const all = schedules.data?.items ?? [];
  const own = all.find(({ teamId }) => me.teams.some(({ id }) => id === teamId));
  const shown = all.find(({ id }) => id === schedule) ?? own ?? all[0];
  const failed = [schedules, onCall].find((query) => query.isError && !query.data);
  const mayAdd = runs(me);
  return (
    <div className={classes.page}>
      <PageTitle
        aside={
          <Group gap="xs">
            <Button variant={mayAdd ? 'default' : 'filled'} onClick={() => setIsPaging(true)}>
              Page…
            </Button>
            {mayAdd && (
              <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
                Add a schedule
              </Button>
            )}
          </Group>
        }
      >
        On call
      </PageTitle>
      {failed && <Failed error={failed.error} retry={failed.refetch} />}
      {!failed && !(schedules.data && onCall.data) && <Loading rows={6} />}
      {schedules.data && onCall.data && all.length === 0 && (
        <Empty title="No schedule yet">
          A schedule says who is on call when. Escalation policies page by it.
        </Empty>
      )}
      {all.length > 0 && onCall.data && (
        <ul className={classes.list} aria-label="Schedules">
          {onCall.data.items.map((item) => (
            <li key={item.schedule.id}>
              <Card item={item} isShown={item.schedule.id === shown?.id} />
            </li>
          ))}
        </ul>
      )}
      {all.length > 0 && <SwapPanel />}
      {all.length > 0 && <CoveragePanel />}
      {shown && <SchedulePanel key={shown.id} schedule={shown} onEdit={() => setEdited(shown)} />}
      <Modal
        opened={isPaging}
        onClose={() => setIsPaging(false)}
        title="Page somebody"
        closeOnClickOutside={false}
      >
        <PageForm onDone={() => setIsPaging(false)} />
      </Modal>
      <RecordDialog edited={edited} what="a schedule" size="xl" onClose={() => setEdited(null)}>
        {(one) => <ScheduleForm schedule={one} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </div>
  );
}

function Card({ item: { schedule, now, next, afterGap }, isShown }: { item: OnCall; isShown: boolean }) {
  const { locale, timeZone } = useMe();
  return (
    <Link
      to="/on-call"
      search={(all) => ({ ...all, schedule: schedule.id })}
      className={classes.schedule}
      aria-current={isShown || undefined}
      resetScroll={false}
    >
      <Text span size="sm" fw={550}>
        <bdi>{schedule.name}</bdi>
      </Text>
      <span className={classes.now} data-nobody={now.length === 0 || undefined}>
        <bdi>{namesOf(now)}</bdi>
      </span>
      <span className={classes.soft}>
        {next ? (
          <>
            {timeIn(next.at, timeZone, locale)}: <bdi>{namesOf(next.people)}</bdi>
            {afterGap && (
              <>
                {', '}
                {timeIn(afterGap.at, timeZone, locale)}: <bdi>{namesOf(afterGap.people)}</bdi>
              </>
            )}
          </>
        ) : (
          'No change within a month'
        )}
      </span>
    </Link>
  );
}
