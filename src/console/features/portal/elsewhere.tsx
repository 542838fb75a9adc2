import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { Entry, Ticket } from '../../../contract/tickets.ts';
import { call, itemsOf, pagesOf, useVerb } from '../../call.ts';
import { queryClient } from '../../client.ts';
import { useMe } from '../../session.tsx';
import type { Outgoing } from '../../ui/composer.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { Conversation } from './conversation.tsx';
import { replyHint } from './reply-hint.ts';
import { RequestActions } from './request-actions.tsx';
import { Saying } from './saying.tsx';
import { useAllPages } from './use-messages.ts';

/** A request that was raised in another channel: its public entries, and a box that replies there too. */
export function Elsewhere({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  const pages = useInfiniteQuery(pagesOf(api.tickets.entries, { number: ticket.number, limit: 200 }));
  const complete = useAllPages(pages);
  const replies = itemsOf(pages.data).filter((entry) => entry.kind === 'reply');

  const send = async ({ delivery, text, attachmentIds }: Outgoing) => {
    await call(api.tickets.reply, { number: ticket.number, body: text, attachmentIds }, { key: delivery });
    await queryClient.invalidateQueries({ queryKey: [api.tickets.entries.path] });
  };
  if (pages.isError && !pages.data) {
    return <Failed error={pages.error} retry={pages.refetch} title="The messages could not be loaded" />;
  }
  if (!complete) return <Loading rows={4} label="Loading messages" />;
  return (
    <Conversation
      newest={replies.at(-1)?.id}
      newestIsOwn={replies.at(-1)?.author?.id === me.id}
      composer={{
        label: 'Your reply',
        placeholder: 'Write a reply …',
        draftKey: `request ${ticket.id}`,
        minRows: 1,
        hint: replyHint(ticket),
        send,
      }}
      answer={null}
      actions={<RequestActions ticket={ticket} />}
    >
      {replies.map((entry) => (
        <li key={entry.id}>
          <Reply entry={entry} own={entry.author?.id === me.id} />
        </li>
      ))}
    </Conversation>
  );
}

function Reply({ entry, own }: { entry: Entry; own: boolean }) {
  const edit = useVerb(api.tickets.editEntry, { invalidates: ['/tickets'] });
  const remove = useVerb(api.tickets.deleteEntry, { invalidates: ['/tickets'] });
  return (
    <Saying
      author={entry.author}
      own={own}
      text={entry.body}
      marks={entry.marks}
      attachments={entry.attachments}
      createdAt={entry.createdAt}
      editedAt={entry.editedAt}
      deletedAt={entry.deletedAt}
      via={channelWords(entry.channel)}
      onEdit={entry.mine ? (body) => edit.mutateAsync({ id: entry.id, body }) : undefined}
      onDelete={entry.mine ? () => remove.mutateAsync({ id: entry.id }) : undefined}
    />
  );
}

const names: Record<string, string> = { slack: 'Slack', teams: 'Teams', email: 'e-mail', api: 'the API' };

/** Nothing for what was written here. */
const channelWords = (channel: string): string | undefined =>
  channel === 'web' ? undefined : (names[channel] ?? channel);
