import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Subscription } from '../../../contract/subscriptions.ts';
import { queryOf, useVerb } from '../../call.ts';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { When } from '../../ui/when.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import classes from './on-call.module.css';
import { SubscriptionForm, type SubscriptionOwner } from './subscription-form.tsx';
import { eventsInWords, unmatchedInWords } from './words.ts';

type SubscriptionListProps = SubscriptionOwner & {
  title: string;
  help: ReactNode;
  mayChange: boolean;
  /** The ones that are shown; all of the owner, unless told. */
  only?: readonly string[];
};

/** Calendars from outside: how old what is known of them is, and which of their events mean nobody. */
export function SubscriptionList({ title, help, mayChange, only, ...owner }: SubscriptionListProps) {
  const all = useQuery(queryOf(api.subscriptions.list, {})).data?.items ?? [];
  const [edited, setEdited] = useState<Subscription | 'new' | null>(null);
  const items = all.filter(({ id, use, teamId }) =>
    only ? only.includes(id) : use === owner.use && teamId === owner.teamId,
  );
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Text size="sm" c="dimmed">
        {help}
      </Text>
      <ul className={classes.items}>
        {items.map((one) => (
          <li key={one.id}>
            <SubscriptionState subscription={one} />
            {mayChange && <SubscriptionMenu subscription={one} onEdit={() => setEdited(one)} />}
          </li>
        ))}
      </ul>
      {mayChange && !only && (
        <Button
          variant="default"
          size="xs"
          mt="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => setEdited('new')}
        >
          Add a calendar
        </Button>
      )}
      <RecordDialog edited={edited} what="a calendar" size="lg" onClose={() => setEdited(null)}>
        {(one) => <SubscriptionForm subscription={one} {...owner} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </section>
  );
}

function SubscriptionState({ subscription }: { subscription: Subscription }) {
  const { name, readAt, error, upcoming, unmatched } = subscription;
  return (
    <div>
      <bdi>{name}</bdi>
      <Text span size="xs" c="dimmed" display="block">
        {readAt ? (
          <>
            Read <When at={readAt} />: {eventsInWords(upcoming)}
          </>
        ) : (
          'Never read'
        )}
      </Text>
      {error && (
        <Text size="xs" c="var(--mantine-color-error)">
          It could not be read: {error} {readAt && 'What was known stays.'}
        </Text>
      )}
      {unmatched.length > 0 && (
        <details className={classes.changes}>
          <summary>{unmatchedInWords(unmatched.length)}</summary>
          <ul>
            {unmatched.map(({ title, reason, from, count }) => (
              <li key={`${title} ${reason}`}>
                <bdi>{title || 'Without a title'}</bdi>: {reason} <When at={from} exact />
                {count > 1 && `, ${count} times`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function SubscriptionMenu({ subscription, onEdit }: { subscription: Subscription; onEdit: () => void }) {
  const { id, name } = subscription;
  const options = { invalidates: ['/calendar-subscriptions', '/schedules', '/on-call', '/availability'] };
  const read = useVerb(api.subscriptions.read, options);
  const remove = useVerb(api.subscriptions.remove, options);
  return (
    <Group gap={2} wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        loading={read.isPending}
        aria-label={`Read now: ${name}`}
        onClick={() => read.mutate({ id })}
      >
        Read now
      </Button>
      <EditMenu
        name={name}
        consequence="Nothing to come goes by it any more. What is over stays as it was."
        isRemoving={remove.isPending}
        onEdit={onEdit}
        onRemove={() => remove.mutate({ id })}
      />
    </Group>
  );
}
