import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { WebhookDelivery } from '../../../contract/webhooks.ts';
import { queryOf, useVerb } from '../../call.ts';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import classes from './settings.module.css';
import { deliveryWords, laidOut, stateWords } from './webhook-words.ts';
import own from './webhooks.module.css';

/** One line of the log; what was sent and answered is fetched when somebody opens it. */
export function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const [isOpen, setOpen] = useState(false);
  const { webhook, ticket, kind, state, at, error } = delivery;
  return (
    <li>
      <details className={classes.entry} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={own.state} data-state={state}>
            {stateWords[state]}
          </span>
          <span className={classes.who}>
            <bdi>{webhook.name}</bdi>
            <Text span size="xs" c="dimmed">
              {' '}
              · {deliveryWords[kind]}
              {ticket && ` · ${ticket}`}
              {error && ` · ${error}`}
            </Text>
          </span>
          <Text span size="xs" c="dimmed" className={classes.at}>
            <When at={at} />
          </Text>
        </summary>
        {isOpen && <Whole delivery={delivery} />}
      </details>
    </li>
  );
}

function Whole({ delivery }: { delivery: WebhookDelivery }) {
  const { id, ticket, kind, state, attempts, status, at, dueAt, finishedAt, error } = delivery;
  // What was answered may change with each attempt.
  const whole = useQuery({ ...queryOf(api.webhooks.delivery, { id }), staleTime: 0 });
  const replay = useVerb(api.webhooks.replay, { onSuccess: () => showDone('It is sent again.') });
  return (
    <div className={classes.entryBody}>
      <Text size="sm">
        {ticket && (
          <>
            <Link to="/tickets/$number" params={{ number: ticket }}>
              {ticket}
            </Link>
            {' · '}
          </>
        )}
        <When at={at} exact /> · {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
        {status !== null && ` · status ${status}`}
        {dueAt && (
          <>
            {' · next '}
            <When at={dueAt} exact />
          </>
        )}
        {finishedAt && (
          <>
            {' · ended '}
            <When at={finishedAt} exact />
          </>
        )}
      </Text>
      {error && (
        <Text size="sm" c="var(--bad)">
          {error}
        </Text>
      )}
      {whole.isPending && <Loading rows={2} />}
      {whole.isError && !whole.data && <Failed error={whole.error} retry={whole.refetch} />}
      {whole.data && (
        <>
          <Text size="xs" c="dimmed" mt="xs">
            Sent, with the id <code>{id}</code>
          </Text>
          <Words label="What was sent">{laidOut(whole.data.body)}</Words>
          {whole.data.answer && (
            <>
              <Text size="xs" c="dimmed">
                Answered
              </Text>
              <Words label="What was answered">{whole.data.answer}</Words>
            </>
          )}
        </>
      )}
      {state !== 'waiting' && kind !== 'test' && (
        <Button
          variant="default"
          size="compact-sm"
          loading={replay.isPending}
          onClick={() => replay.mutate({ id })}
        >
          Send again
        </Button>
      )}
    </div>
  );
}

function Words({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who works by keyboard must be able to scroll it
    <section className={own.text} tabIndex={0} aria-label={label} dir="auto">
      {children}
    </section>
  );
}
