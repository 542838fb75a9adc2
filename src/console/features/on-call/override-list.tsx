import { ActionIcon, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { Schedule, ScheduleOverride } from '../../../contract/schedules.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { EditIcon, TrashIcon } from '../../ui/icons.tsx';
import { usePeopleNames } from '../../ui/people-found.tsx';
import { Failed } from '../../ui/states.tsx';
import { showUndo } from '../../ui/tell.tsx';
import classes from './on-call.module.css';
import type { OverrideValues } from './override-form.tsx';
import { overrides, runs } from './rights.ts';
import { wallAt } from './wall.ts';
import { namesOf, timeIn } from './words.ts';

type OverrideListProps = { schedule: Schedule; onChange: (values: OverrideValues) => void };

/** What goes over the layers, now and later. */
export function OverrideList({ schedule: { id, teamId, timeZone }, onChange }: OverrideListProps) {
  const me = useMe();
  const list = useQuery(queryOf(api.schedules.overrides, { id }));
  const items = list.data?.items ?? [];
  const nameOf = usePeopleNames(
    items.flatMap(({ personIds, replacesId }) => [...personIds, ...(replacesId ? [replacesId] : [])]),
  );
  const options = { invalidates: ['/schedules', '/on-call'] };
  const create = useVerb(api.schedules.override, options);
  const remove = useVerb(api.schedules.removeOverride, {
    ...options,
    onSuccess: (_, removed) => {
      const item = items.find((one) => one.id === removed.id);
      if (!item) return;
      const { from, to, personIds, replacesId } = item;
      showUndo('The override was taken back.', () => create.mutate({ id, from, to, personIds, replacesId }));
    },
  });
  const mayChange = ({ personIds, replacesId }: ScheduleOverride) =>
    runs(me, teamId) ||
    (overrides(me, teamId) && (replacesId === me.id || personIds.every((one) => one === me.id)));
  const namesIn = (ids: readonly string[]) => namesOf(ids.map((one) => ({ name: nameOf(one) })));
  return (
    <section aria-label="Overrides">
      <h3>Overrides to come</h3>
      {list.isError && !list.data && <Failed error={list.error} retry={list.refetch} />}
      {list.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          None. The layers say who is on call.
        </Text>
      )}
      <ul className={classes.items}>
        {items.map((item) => (
          <li key={item.id}>
            <span>
              <bdi>{namesIn(item.personIds)}</bdi>
              {item.replacesId && (
                <>
                  {' for '}
                  <bdi>{nameOf(item.replacesId)}</bdi>
                </>
              )}
              <Text span size="xs" c="dimmed" display="block">
                {timeIn(item.from, timeZone, me.locale)} to {timeIn(item.to, timeZone, me.locale)}
              </Text>
            </span>
            {mayChange(item) && (
              <Group gap={2} wrap="nowrap">
                <ActionIcon
                  aria-label={`Change the override of ${namesIn(item.personIds)}`}
                  onClick={() =>
                    onChange({
                      ...item,
                      from: wallAt(Date.parse(item.from), timeZone),
                      to: wallAt(Date.parse(item.to), timeZone),
                    })
                  }
                >
                  <EditIcon size={16} />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Take back the override of ${namesIn(item.personIds)}`}
                  loading={remove.isPending && remove.variables.id === item.id}
                  onClick={() => remove.mutate({ id: item.id })}
                >
                  <TrashIcon size={16} />
                </ActionIcon>
              </Group>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
