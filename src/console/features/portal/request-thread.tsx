import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { call, queryOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import type { Outgoing } from '../../ui/composer.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { useAnswer } from './answers.tsx';
import { CardActions } from './card-actions.tsx';
import { Conversation } from './conversation.tsx';
import { Message } from './message.tsx';
import { replyHint } from './reply-hint.ts';
import { Saying } from './saying.tsx';
import { useMessages } from './use-messages.ts';

type RequestThreadProps = { ticket: Ticket; conversation: string; thread: string };

/** The conversation about a request that lives in the portal: messages, cards, and a box that joins it. */
export function RequestThread({ ticket, conversation, thread }: RequestThreadProps) {
  const navigate = useNavigate();
  const { messages, complete, pages } = useMessages(conversation, thread);
  /** A reply to a closed request opens a new one. */
  const follow = (number: string) => {
    if (number === ticket.number || ticket.aliases.includes(number)) return;
    void navigate({ to: '/requests/$number', params: { number } });
  };
  const answers = useAnswer({ onTicket: follow });

  const send = async (message: Outgoing) => {
    answers.clear();
    const sent = await call(api.portal.send, { ...message, conversation, thread });
    answers.take(sent.answer);
    if (sent.ticket && sent.ticket !== ticket.number && sent.answer.type === 'said') {
      // The page that would show the words is left.
      showDone(sent.answer.text);
    }
    if (sent.ticket) follow(sent.ticket);
    return sent.answer.type === 'refused' ? 'keep' : undefined;
  };
  if (pages.isError && !pages.data) {
    return <Failed error={pages.error} retry={pages.refetch} title="The messages could not be loaded" />;
  }
  if (!complete) return <Loading rows={4} label="Loading messages" />;
  return (
    <Conversation
      newest={messages.at(-1)?.id}
      newestIsOwn={messages.at(-1)?.mine ?? false}
      composer={{
        label: 'Your message to the desk',
        placeholder: 'Write a message …',
        draftKey: `request ${ticket.id}`,
        minRows: 1,
        hint: replyHint(ticket),
        send,
      }}
      answer={answers.view}
      actions={<CardActions ticketId={ticket.id} messages={messages} take={answers.take} />}
    >
      {messages[0] && !messages[0].author && <FormWords number={ticket.number} />}
      {messages.map((message) => (
        <li key={message.id}>
          <Message message={message} take={answers.take} />
        </li>
      ))}
    </Conversation>
  );
}

/** A thread that the desk's card began: what was asked, in a form, is only on the ticket. */
function FormWords({ number }: { number: string }) {
  const me = useMe();
  const first = useQuery(queryOf(api.tickets.entries, { number, limit: 1 }));
  const entry = first.data?.items[0];
  if (entry?.kind !== 'reply') return null;
  return (
    <li>
      <Saying {...entry} text={entry.body} own={entry.author?.id === me.id} />
    </li>
  );
}
