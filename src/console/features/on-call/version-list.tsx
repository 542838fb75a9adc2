import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Failed } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './on-call.module.css';

/** Who changed the rules of a schedule when, and what. */
export function VersionList({ schedule: { id } }: { schedule: Schedule }) {
  const pages = useInfiniteQuery(pagesOf(api.schedules.versions, { id, limit: 5 }));
  const items = itemsOf(pages.data);
  return (
    <section aria-label="Versions">
      <h3>Versions of the rules</h3>
      <Text size="sm" c="dimmed">
        Who was on call in the past goes by the version that was valid then.
      </Text>
      {pages.isError && items.length === 0 && <Failed error={pages.error} retry={pages.refetch} />}
      <ol className={classes.items}>
        {items.map(({ id, version, from, by, changes }) => (
          <li key={id}>
            <div>
              Version {version}
              <Text span size="xs" c="dimmed" display="block">
                <When at={from} exact />
                {by && (
                  <>
                    {', by '}
                    <bdi>{by.name}</bdi>
                  </>
                )}
              </Text>
              <ul className={classes.changes}>
                {changes.map((words) => (
                  <li key={words}>
                    <bdi>{words}</bdi>
                  </li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ol>
      <ShowMore pages={pages} />
    </section>
  );
}
