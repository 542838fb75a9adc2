import { NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { PageVia, PagingTest } from '../../../contract/escalation.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { When } from '../../ui/when.tsx';
import { viaWords } from '../alerts/alert-words.ts';
import settings from '../settings/settings.module.css';
import classes from './paging.module.css';
import { type Own, offered } from './way-values.ts';

/** What is under way is looked at so often, in milliseconds. */
const LOOK = 1_500;
/** After so long nothing is expected of a platform any more. */
const EXPECTED = 5 * 60_000;
const SHOWN = 5;

/** Pages oneself by a way, and tells what became of it. */
export function TestPanel({ own }: { own: Own }) {
  const me = useMe();
  const [via, setVia] = useState<PageVia>('chat');
  const tests = useQuery({
    ...queryOf(api.paging.tests, {}),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK : false),
  });
  const test = useVerb(api.paging.test);
  return (
    <fieldset className={settings.group}>
      <legend>Try it out</legend>
      <div className={classes.row}>
        <NativeSelect
          aria-label="Way to try out"
          data={offered(me, own).map((one) => ({ value: one, label: viaWords(one) }))}
          value={via}
          onChange={(event) => setVia(event.currentTarget.value as PageVia)}
        />
        <BusyButton variant="default" busy={test.isPending} onClick={() => test.mutate({ via })}>
          Send a test page
        </BusyButton>
      </div>
      <ul aria-label="Test pages" aria-live="polite">
        {tests.data?.items.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <Text size="sm">
              {viaWords(one.via)}, <When at={one.createdAt} />:{' '}
              <span className={classes.state} data-state={one.state}>
                {outcome(one)}
              </span>
            </Text>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function isUnderWay({ state, via, deliveredAt, createdAt }: PagingTest): boolean {
  if (Date.now() - Date.parse(createdAt) > EXPECTED) return false;
  // Who sends SMS and calls says later whether they arrived.
  return state === 'waiting' || (state === 'sent' && ['sms', 'voice'].includes(via) && deliveredAt === null);
}

function outcome({ state, deliveredAt, error }: PagingTest): string {
  switch (state) {
    case 'waiting':
      return error ? `not sent yet: ${error}` : 'on its way';
    case 'sent':
      return deliveredAt ? 'it has arrived' : 'sent';
    case 'failed':
      return `failed: ${error ?? 'nobody knows why'}`;
    case 'cancelled':
      return 'not needed any more';
  }
}
