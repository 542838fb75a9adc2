import { Button, Group, Menu, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Form } from '../../../contract/card.ts';
import { type Swap, WORD_LIMIT } from '../../../contract/swaps.ts';
import { call, queryOf, useVerb } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { useMe } from '../../session.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { showDone, showWarning } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import classes from './on-call.module.css';
import { namesOf, timeIn } from './words.ts';

const CHANGED = ['/shift-swaps', '/schedules', '/on-call'];
/** How many names stand in a line. */
const MOST_NAMES = 5;

/** Shifts that are offered: by oneself, to oneself, and in teams that one runs. Without any it is not there. */
export function SwapPanel() {
  const me = useMe();
  const items = useQuery(queryOf(api.swaps.list, { open: 'true', limit: 100 })).data?.items ?? [];
  const [declined, setDeclined] = useState<Swap | null>(null);
  if (items.length === 0) return null;
  const isMine = ({ offerer }: Swap) => offerer.id === me.id;
  const isToMe = ({ may }: Swap) => may.includes('take');
  const groups = [
    { title: 'Offered to you', of: items.filter(isToMe) },
    { title: 'Offered by you', of: items.filter((one) => isMine(one) && !isToMe(one)) },
    { title: 'Offered to others', of: items.filter((one) => !isMine(one) && !isToMe(one)) },
  ].filter(({ of }) => of.length > 0);
  return (
    <section className={settings.panel} aria-label="Offered shifts">
      <div className={settings.panelHead}>
        <Title order={2} size="h5">
          Offered shifts
        </Title>
      </div>
      {groups.map(({ title, of }) => (
        <div key={title} className={classes.covered}>
          <h3>{title}</h3>
          <ul className={classes.offers} aria-label={title}>
            {of.map((swap) => (
              <li key={swap.id}>
                <Offer swap={swap} onDecline={() => setDeclined(swap)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <Decline swap={declined} onClose={() => setDeclined(null)} />
    </section>
  );
}

function Offer({ swap, onDecline }: { swap: Swap; onDecline: () => void }) {
  const { locale, timeZone } = useMe();
  const { schedule, offerer, inReturn, note, asked, expiresAt } = swap;
  const span = (one: { from: string; to: string }) =>
    `${timeIn(one.from, timeZone, locale)} to ${timeIn(one.to, timeZone, locale)}`;
  const declined = asked.filter(({ declinedAt }) => declinedAt !== null);
  return (
    <>
      <div>
        <Text size="sm" fw={550}>
          <bdi>{offerer.name}</bdi>: {span(swap)}
        </Text>
        {inReturn && <Text size="sm">In return: {span(inReturn)}</Text>}
        {note && (
          <Text size="sm" className={classes.note}>
            {note}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          <bdi>{schedule.name}</bdi> · asked: <bdi>{askedInWords(swap)}</bdi> · can be taken until{' '}
          {timeIn(expiresAt, timeZone, locale)} (<When at={expiresAt} />)
        </Text>
        {declined.map(({ person, word }) => (
          <Text key={person.id} size="xs" c="dimmed" className={classes.note}>
            <bdi>{person.name}</bdi> declined{word && `: ${word}`}
          </Text>
        ))}
      </div>
      <OfferButtons swap={swap} onDecline={onDecline} />
    </>
  );
}

function askedInWords({ everybody, asked }: Swap): string {
  if (everybody) return `everybody (${asked.length})`;
  const more = asked.length - MOST_NAMES;
  const names = asked.slice(0, MOST_NAMES).map(({ person }) => person);
  return namesOf(more > 0 ? [...names, { name: `${more} more` }] : names);
}

function OfferButtons({ swap, onDecline }: { swap: Swap; onDecline: () => void }) {
  const me = useMe();
  const { id, may, offerer, asked } = swap;
  const of = `the shift of ${offerer.name}`;
  const take = useVerb(api.swaps.take, {
    invalidates: CHANGED,
    onSuccess: ({ state, takenBy, reason, alsoOnCall }) => {
      if (state !== 'taken') showWarning(`It can no longer be taken${reason ? `: ${reason}.` : '.'}`);
      else showDone(takenBy?.id === me.id ? 'The shift is yours.' : `${takenBy?.name} has the shift.`);
      if (alsoOnCall.length > 0) {
        showWarning(`By other schedules somebody is on call then as well: ${alsoOnCall.join(', ')}.`);
      }
    },
  });
  const withdraw = useVerb(api.swaps.withdraw, {
    invalidates: CHANGED,
    onSuccess: () => showDone('The offer was withdrawn.'),
  });
  return (
    <Group gap="xs">
      {may.includes('take') && (
        <Button
          size="xs"
          loading={take.isPending}
          aria-label={`Take it: ${of}`}
          onClick={() => take.mutate({ id })}
        >
          Take it
        </Button>
      )}
      {may.includes('decline') && (
        <Button size="xs" variant="default" aria-label={`Decline: ${of}`} onClick={onDecline}>
          Decline
        </Button>
      )}
      {may.includes('settle') && (
        <Menu>
          <Menu.Target>
            <Button size="xs" variant="default" loading={take.isPending} aria-label={`Give to… (${of})`}>
              Give to…
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah="20rem" style={{ overflowY: 'auto' }}>
            {asked.map(({ person }) => (
              <Menu.Item key={person.id} onClick={() => take.mutate({ id, personId: person.id })}>
                <bdi>{person.name}</bdi>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {may.includes('withdraw') && (
        <Button
          size="xs"
          variant="default"
          loading={withdraw.isPending}
          aria-label={`Withdraw: ${of}`}
          onClick={() => withdraw.mutate({ id })}
        >
          Withdraw
        </Button>
      )}
    </Group>
  );
}

/** Declines with a word. */
function Decline({ swap, onClose }: { swap: Swap | null; onClose: () => void }) {
  const client = useQueryClient();
  const form: Form | null = swap && {
    ...{ action: 'swap_decline', value: swap.id, title: 'Decline a shift', submit: 'Decline' },
    fields: [
      {
        ...{ type: 'text', name: 'word', required: false, max: WORD_LIMIT },
        label: `A word to ${swap.offerer.name}`,
      },
    ],
  };
  const submit = async ({ word = '' }: Record<string, string>) => {
    try {
      await call(api.swaps.decline, { id: swap?.id ?? '', word });
      onClose();
      return [];
    } catch (error) {
      if (!(error instanceof ApiProblem) || Object.keys(error.fields).length === 0) throw error;
      return Object.entries(error.fields).map(([field, message]) => ({ field, message }));
    } finally {
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => path === api.swaps.list.path });
    }
  };
  return <FormDialog form={form} onSubmit={submit} onClose={onClose} />;
}
