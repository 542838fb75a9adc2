import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { Undelivered } from '../../../contract/deliveries.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { queryOf, useVerb } from '../../call.ts';
import { chatNames } from '../../ui/channels.ts';
import { showDone } from '../../ui/tell.tsx';
import { Notice } from './notice.tsx';
import { SideButton } from './side-parts.tsx';
import classes from './ticket.module.css';
import { channelWord } from './words.ts';

const MOST = 20;

/** What of a ticket somebody should have been told, and was not. */
export function UndeliveredNotice({ ticket: { number } }: { ticket: Ticket }) {
  const { data } = useQuery(queryOf(api.deliveries.undelivered, { ticket: number, limit: MOST }));
  if (!data || data.items.length === 0) return null;
  return (
    <Notice title="Not everybody could be told">
      <ul className={classes.sideList}>
        {data.items.map((item) => (
          <li key={item.id}>
            <UndeliveredWords item={item} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

const things: Record<Undelivered['what'], string> = {
  card: 'The card',
  reply: 'A reply',
  note: 'A note',
  sign_in: 'A sign-in link',
  notifications: 'What needs them',
  announcement: 'What a rule posts',
};

/** What it was, for whom, why not, and what became of it. */
export function UndeliveredWords({ item }: { item: Undelivered }) {
  const retry = useVerb(api.deliveries.retry, {
    onSuccess: () => showDone('It is tried again.'),
    invalidates: ['/undelivered'],
  });
  const { id, what, person, place, channel, error, instead } = item;
  return (
    <span>
      {things[what]} for <bdi>{person?.name ?? place}</bdi>{' '}
      {channel === 'email' ? 'by e-mail' : `on ${chatNames[channel] ?? channelWord(channel)}`}: {error}{' '}
      {instead ? (
        <b>{insteadWords(instead)}</b>
      ) : (
        <SideButton isBusy={retry.isPending} onClick={() => retry.mutate({ id })}>
          Try again
        </SideButton>
      )}
    </span>
  );
}

function insteadWords(channel: string): string {
  if (channel === 'email') return 'They were told by e-mail instead.';
  if (channel === 'web') return 'They find it in the portal.';
  return `They were told on ${chatNames[channel] ?? channel} instead.`;
}
