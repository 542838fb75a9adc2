import { NativeSelect, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { TicketNumber } from '../../../contract/common.ts';
import type { Webhook, WebhookDelivery } from '../../../contract/webhooks.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import classes from './settings.module.css';
import { DeliveryRow } from './webhook-delivery.tsx';
import { stateWords } from './webhook-words.ts';

/** While something waits, it may be delivered at any moment. */
const LOOK_AGAIN_MS = 3_000;

/** What webhooks were told, newest first. */
export function WebhookLog({ webhooks }: { webhooks: readonly Webhook[] }) {
  const [webhook, setWebhook] = useState('');
  const [state, setState] = useState<WebhookDelivery['state'] | ''>('');
  const [ticket, setTicket] = useState('');
  const number = TicketNumber.safeParse(ticket);
  const found = useInfiniteQuery({
    ...pagesOf(api.webhooks.deliveries, {
      ...(webhook ? { webhook } : {}),
      ...(state ? { state } : {}),
      ...(number.success ? { ticket: number.data } : {}),
    }),
    refetchInterval: ({ state: { data } }) =>
      itemsOf(data).some(({ state }) => state === 'waiting') && LOOK_AGAIN_MS,
  });
  const items = itemsOf(found.data);
  const states = Object.entries(stateWords).map(([value, label]) => ({ value, label }));
  return (
    <>
      <Title order={2} size="h4">
        What they were told
      </Title>
      <div className={classes.filters}>
        <NativeSelect
          label="Webhook"
          data={[
            { value: '', label: 'All' },
            ...webhooks.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={webhook}
          onChange={(event) => setWebhook(event.currentTarget.value)}
        />
        <NativeSelect
          label="State"
          data={[{ value: '', label: 'All' }, ...states]}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
        />
        <TextInput
          label="Ticket"
          placeholder="INC-12"
          value={ticket}
          error={ticket.trim() !== '' && !number.success}
          onChange={(event) => setTicket(event.currentTarget.value)}
        />
      </div>
      {found.isPending && <Loading rows={6} />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && items.length === 0 && (
        <Empty title="Nothing yet">What is sent stands here for 30 days.</Empty>
      )}
      {items.length > 0 && (
        <ol className={`${classes.panel} ${classes.entries}`}>
          {items.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ol>
      )}
      <ShowMore pages={found} />
    </>
  );
}
