import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { SubscriptionList } from '../on-call/subscription-list.tsx';
import { AvailabilityTeam } from './availability-team.tsx';
import { QueueNav } from './queue-nav.tsx';
import classes from './queues.module.css';

/** Who is there to be given tickets, and how much everybody has to do. */
export function AvailabilityPage() {
  const queues = useQuery(queryOf(api.queues.list, {}));
  const teams = useQuery(queryOf(api.availability.list, {}));
  return (
    <div className={classes.page}>
      <QueueNav queues={queues} queueId={undefined} filters={null} />
      <div className={classes.body}>
        <PageTitle>Availability</PageTitle>
        <Text size="sm" c="dimmed" maw="42rem">
          Queues that give their tickets by themselves give them to those who are available and have room for
          one more. Whoever is away keeps what they have, unless they hand it back.
        </Text>
        <SubscriptionList
          {...{ use: 'absence', teamId: null, mayChange: true }}
          title="My calendars"
          help="While a calendar of yours says that you are away, you are: no tickets are given to you, and schedules that skip absent people have the next in turn stand in. Others see when, not why."
        />
        {teams.isPending && <Loading rows={6} />}
        {teams.isError && !teams.data && <Failed error={teams.error} retry={teams.refetch} />}
        {teams.data?.items.length === 0 && (
          <Empty title="No team yet">An admin can add one under Settings.</Empty>
        )}
        {teams.data?.items.map((team) => (
          <AvailabilityTeam key={team.id} team={team} />
        ))}
      </div>
    </div>
  );
}
