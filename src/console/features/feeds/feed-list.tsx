import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { CalendarFeed } from '../../../contract/feeds.ts';
import { queryOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { TrashIcon } from '../../ui/icons.tsx';
import { SecretOnce } from '../settings/secret-once.tsx';
import classes from './feeds.module.css';

type What = Pick<CalendarFeed, 'about' | 'scheduleId'>;
type FeedListProps = {
  /** What may be read by an address each. */
  kinds: (What & { words: string })[];
  /** All of that in a word: shifts, or changes. */
  what: string;
};

/** Secret addresses by which one's calendar program reads what is here. */
export function FeedList({ kinds, what }: FeedListProps) {
  const feeds = useQuery(queryOf(api.feeds.list, {})).data?.items;
  const [path, setPath] = useState<string | null>(null);
  const make = useVerb(api.feeds.make, { onSuccess: (made) => setPath(made.path) });
  const remove = useVerb(api.feeds.remove);
  const askMake = async (wanted: What, isThere: boolean) => {
    const yes =
      !isThere ||
      (await confirm({
        title: 'Make a new address?',
        text: 'The one that you have ends at once: calendars that read it must be given the new one.',
        yes: 'Make a new one',
      }));
    if (yes) make.mutate(wanted);
  };
  const askRemove = async ({ id }: CalendarFeed) => {
    const yes = await confirm({
      title: 'End this address?',
      text: 'Calendars that read it show nothing new any more. You can make another one.',
      yes: 'End it',
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <section aria-label="In your calendar">
      <h3>In your calendar</h3>
      <Text size="sm" c="dimmed">
        A secret address by which your calendar program reads {what}.
      </Text>
      <ul className={classes.items}>
        {kinds.map(({ words, ...wanted }) => {
          const feed = feeds?.find(
            (one) => one.about === wanted.about && one.scheduleId === wanted.scheduleId,
          );
          return (
            <li key={words}>
              <span>{words}</span>
              <Group gap={2} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={!feeds || make.isPending}
                  aria-label={`${feed ? 'New address' : 'Make an address'}: ${words}`}
                  onClick={() => void askMake(wanted, feed !== undefined)}
                >
                  {feed ? 'New address' : 'Make an address'}
                </Button>
                {feed && (
                  <ActionIcon
                    aria-label={`End the address: ${words}`}
                    loading={remove.isPending}
                    onClick={() => void askRemove(feed)}
                  >
                    <TrashIcon size={16} />
                  </ActionIcon>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
      <SecretOnce
        title="The address for your calendar"
        label="Address"
        secret={path && location.origin + path}
        warning="It is shown this once. Whoever has it can read that, so keep it to yourself."
        onClose={() => setPath(null)}
      />
    </section>
  );
}
