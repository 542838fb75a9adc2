import { Button, Code, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { HookPayload, Integration } from '../../../contract/services.ts';
import { queryOf } from '../../call.ts';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import classes from './services.module.css';

/** A button that shows what an integration has sent last, and what was refused of it. */
export function Payloads({ integration: { id, name } }: { integration: Integration }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Payloads of ${name}`}
        onClick={() => setOpened(true)}
      >
        Payloads
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`What “${name}” sent last`} size="lg">
        <Sent id={id} />
      </Modal>
    </>
  );
}

function Sent({ id }: { id: string }) {
  // Whoever looks here is just trying something out: it is asked for each time.
  const sent = useQuery({ ...queryOf(api.services.payloads, { id }), staleTime: 0 });
  if (sent.isPending) return <Loading rows={3} />;
  if (sent.isError) return <Failed error={sent.error} retry={sent.refetch} />;
  const { items } = sent.data;
  if (items.length === 0) {
    return (
      <Empty title="Nothing was sent yet">What comes with its key stands here, taken in or refused.</Empty>
    );
  }
  return (
    <Stack component="ol" gap="md" className={settings.members}>
      {items.map((payload) => (
        <li key={payload.id}>
          <Payload payload={payload} />
        </li>
      ))}
    </Stack>
  );
}

function Payload({ payload: { at, refusedBecause, events, body } }: { payload: HookPayload }) {
  return (
    <>
      <Text size="sm">
        <When at={at} /> ·{' '}
        {refusedBecause === null ? (
          eventWords(events)
        ) : (
          <Text span c="var(--mantine-color-error)">
            Refused: {refusedBecause}
          </Text>
        )}
      </Text>
      <Code block className={classes.payload} dir="auto" tabIndex={0}>
        {indented(body)}
      </Code>
    </>
  );
}

const eventWords = (events: number) =>
  events === 0 ? 'no news of an alert' : events === 1 ? 'one event' : `${events.toLocaleString()} events`;

/** JSON on lines of its own; what is none, or was cut, as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
