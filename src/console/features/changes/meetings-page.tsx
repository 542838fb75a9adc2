import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { ChangeMeeting } from '../../../contract/change-meetings.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { MeetingBadge } from './change-badge.tsx';
import classes from './changes.module.css';
import { Window } from './window.tsx';

const route = getRouteApi('/shell/agents/changes/meetings');

/** Meetings about changes: those that are to come or, by what stands in the address, those that are over. */
export function MeetingsPage() {
  const { when = 'next' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...pagesOf(api.changeMeetings.list, { when }),
    placeholderData: keepPreviousData,
  });
  const items = itemsOf(list.data);
  return (
    <div className={classes.meeting}>
      <PageTitle
        above={
          <Link to="/changes" search={{}} className={classes.back}>
            <BackIcon size={16} />
            Changes
          </Link>
        }
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Which meetings"
            value={when}
            data={[
              { value: 'next', label: 'To come' },
              { value: 'past', label: 'Over' },
            ]}
            onChange={(value) =>
              void navigate({ search: value === 'past' ? { when: 'past' } : {}, replace: true })
            }
          />
        }
      >
        Meetings
      </PageTitle>
      {list.isPending && <Loading rows={4} label="Loading meetings" />}
      {list.isError && !list.data && <Failed error={list.error} retry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title={when === 'past' ? 'No meeting was held yet' : 'No agenda is drawn up yet'}>
          Boards meet by the clock. Settings, <ToBoards /> says who meets when, and how long before the agenda
          is drawn up.
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.rows} aria-label="Meetings" data-old={list.isPlaceholderData || undefined}>
          {items.map((one) => (
            <Row key={one.id} meeting={one} />
          ))}
        </ul>
      )}
      <ShowMore pages={list} />
    </div>
  );
}

const ToBoards = () => (
  <Link to="/settings/$section" params={{ section: 'change-boards' }}>
    Change boards
  </Link>
);

function Row({ meeting }: { meeting: ChangeMeeting }) {
  const { id, board, chair, at, endsAt, timeZone, state, reason, items, minuted } = meeting;
  const many = items === 1 ? 'one change' : `${items} changes`;
  return (
    <li className={classes.meetingRow}>
      <div className={classes.what}>
        <Link to="/changes/meetings/$id" params={{ id }} className={classes.summary}>
          <bdi>{board.name}</bdi>
        </Link>
        <p>
          {items === 0 ? 'no change' : many}
          {minuted > 0 && `, ${minuted} with minutes`} · led by <bdi>{chair.name}</bdi>
        </p>
        {reason && <p dir="auto">{reason}</p>}
      </div>
      <p className={classes.window}>
        <Window change={{ startsAt: at, endsAt, timeZone }} />
      </p>
      <MeetingBadge state={state} />
    </li>
  );
}
