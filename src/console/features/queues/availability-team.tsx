import { ActionIcon, Menu, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { AgentAvailability, TeamAvailability } from '../../../contract/availability.ts';
import { useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { AvailabilityBadge, AvailabilityItems } from '../../ui/availability.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { When } from '../../ui/when.tsx';
import { SubscriptionList } from '../on-call/subscription-list.tsx';
import settings from '../settings/settings.module.css';
import classes from './availability-team.module.css';

/** The agents of a team. Admins and its leads change whether they are there, everybody for themselves. */
export function AvailabilityTeam({ team }: { team: TeamAvailability }) {
  const me = useMe();
  const { members } = team;
  const there = members.filter(({ availability }) => availability === 'available').length;
  const isLead = me.teams.some(({ id, lead }) => id === team.id && lead);
  return (
    <section className={settings.panel} aria-label={`Team ${team.name}`}>
      <div className={settings.panelHead}>
        <Title order={2} size="h5">
          <bdi>{team.name}</bdi>
        </Title>
        <Text size="sm" c="dimmed" pr="sm">
          {members.length === 0 ? 'No agents' : `${there} of ${members.length} available`}
        </Text>
      </div>
      {members.length > 0 && (
        <div className={settings.scroll}>
          <Table
            verticalSpacing="xs"
            horizontalSpacing="md"
            className={`${settings.records} ${classes.table}`}
          >
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Agent</Table.Th>
                <Table.Th scope="col">Availability</Table.Th>
                <Table.Th scope="col">Open tickets</Table.Th>
                <Table.Th scope="col">Skills</Table.Th>
                <Table.Th scope="col">
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((agent) => (
                <AgentRow
                  key={agent.id}
                  agent={agent}
                  mayChange={agent.id === me.id || isLead || isAdmin(me)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {(isLead || isAdmin(me)) && (
        <div className={settings.pad}>
          <SubscriptionList
            {...{ use: 'absence', teamId: team.id, mayChange: true }}
            title={`Calendars of ${team.name}`}
            help="Whoever of the team is invited to their events, or named in a title, is away."
          />
        </div>
      )}
    </section>
  );
}

function AgentRow({ agent, mayChange }: { agent: AgentAvailability; mayChange: boolean }) {
  const me = useMe();
  const { id, name, lead, availability, since, until, skills } = agent;
  const set = useVerb(api.availability.set, { invalidates: ['/session', '/availability', '/people'] });
  const isMe = id === me.id;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={550}>
        <bdi>{name}</bdi>
        <Text size="xs" c="dimmed">
          {[isMe && 'you', lead && 'lead'].filter(Boolean).join(', ')}
        </Text>
      </Table.Th>
      <Table.Td data-label="Availability">
        <AvailabilityBadge value={availability} />
        {since && availability !== 'available' && (
          <Text size="xs" c="dimmed" span>
            {' '}
            since <When at={since} />
            {until && (
              <>
                , by their calendar until <When at={until} exact />
              </>
            )}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-label="Open">
        <OpenTickets agent={agent} />
      </Table.Td>
      <Table.Td data-label="Skills">
        {skills.length === 0 ? (
          <Text size="sm" c="dimmed">
            none
          </Text>
        ) : (
          <Text size="sm">{skills.join(', ')}</Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {mayChange && (
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={`Change the availability of ${name}`}>
                <MoreIcon />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <AvailabilityItems
                value={availability}
                whose={isMe ? 'your' : `${name}’s`}
                onChange={(value) => set.mutate({ id, availability: value })}
              />
            </Menu.Dropdown>
          </Menu>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** How many they have, and how full that is. */
function OpenTickets({ agent: { open, capacity } }: { agent: AgentAvailability }) {
  if (open === null) {
    return (
      <Text size="sm" c="dimmed" title="They also work on a private queue">
        not shown
      </Text>
    );
  }
  if (capacity === null) return <Text size="sm">{open}</Text>;
  const share = capacity === 0 ? 1 : Math.min(1, open / capacity);
  return (
    <span className={classes.load} data-full={share === 1 || undefined}>
      {open} of {capacity}
      <span className={classes.bar} aria-hidden="true">
        <span style={{ inlineSize: `${100 * share}%` }} />
      </span>
      {share === 1 && 'at capacity'}
    </span>
  );
}
