import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { ScheduleCoverage } from '../../../contract/coverage.ts';
import { queryOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import settings from '../settings/settings.module.css';
import { FindingList } from './finding-list.tsx';
import classes from './on-call.module.css';
import { wallAt } from './wall.ts';
import { zoneName } from './words.ts';

/** Whether somebody who can be reached is always on call, and what is missing. */
export function CoveragePanel() {
  const coverage = useQuery(queryOf(api.schedules.coverage, {}));
  const bad = (coverage.data?.items ?? []).filter(({ findings }) => findings.length > 0);
  // Those by which nobody is paged come last.
  const items = bad.sort((a, b) => Number(a.usedBy.length === 0) - Number(b.usedBy.length === 0));
  return (
    <section className={settings.panel} aria-label="Coverage">
      <div className={settings.panelHead}>
        <div>
          <Title order={2} size="h5">
            Coverage of the next 30 days
          </Title>
          {coverage.data && (
            <Text size="sm" c="dimmed">
              {items.length === 0
                ? 'All good: at every minute somebody is on call whom a page can reach.'
                : coverage.data.ok
                  ? 'Every schedule that is used is covered. Some things are worth a look.'
                  : 'Some alerts would reach nobody, or not everybody who is meant.'}
            </Text>
          )}
        </div>
      </div>
      {coverage.isError && !coverage.data && <Failed error={coverage.error} retry={coverage.refetch} />}
      {coverage.isPending && (
        <div className={settings.pad}>
          <Loading rows={2} />
        </div>
      )}
      {items.map((item) => (
        <OfSchedule key={item.schedule.id} item={item} />
      ))}
    </section>
  );
}

function OfSchedule({ item: { schedule, usedBy, findings } }: { item: ScheduleCoverage }) {
  const { timeZone } = useMe();
  const { id, name, timeZone: zone } = schedule;
  return (
    <div className={classes.covered}>
      <h3>
        <bdi>{name}</bdi>
        <Text span size="xs" c="dimmed" fw={400}>
          {zone !== timeZone && ` · times of ${zoneName(zone)}`}
          {usedBy.length === 0 && ' · no escalation policy and no queue uses it'}
        </Text>
      </h3>
      <FindingList
        findings={findings}
        timeZone={zone}
        linked={({ from }, words) => (
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/on-call"
                search={{ schedule: id, date: wallAt(Date.parse(from), zone).slice(0, 10) }}
                hash="schedule"
              />
            )}
          >
            {words}
          </Anchor>
        )}
      />
    </div>
  );
}
