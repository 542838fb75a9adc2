import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useAnswer } from './answers.tsx';
import classes from './triage-page.module.css';
import { TriageThread } from './triage-thread.tsx';
import { useMessages } from './use-messages.ts';

const route = getRouteApi('/shell/agents/triage/$conversation');

/** A queue's triage conversation: a card for every ticket, with the talk of the agents below it. */
export function TriagePage() {
  const { conversation } = route.useParams();
  const queues = useQuery(queryOf(api.queues.list, {}));
  const queue = queues.data?.items.find(({ triage }) =>
    triage.some((place) => place.channel === 'web' && place.conversation === conversation),
  );
  const { messages, complete, pages } = useMessages(conversation);
  const answers = useAnswer();
  // The newest first: what waits to be sorted stands where one looks.
  const roots = messages.filter((message) => message.thread === null).reverse();
  const back = queue && (
    <Link to="/queues/$queueId" params={{ queueId: queue.id }} className={classes.back}>
      <BackIcon size={16} />
      <bdi>{queue.name}</bdi>
    </Link>
  );
  return (
    <div className={classes.page}>
      <PageTitle above={back}>{`Triage: ${queue?.name ?? conversation}`}</PageTitle>
      <p className={classes.lead}>
        What is written here is for agents only. To answer a requester, use the Reply button of the card.
      </p>
      <div className={classes.answer}>{answers.view}</div>
      {pages.isError && !pages.data ? (
        <Failed error={pages.error} retry={pages.refetch} title="The conversation could not be loaded" />
      ) : !complete ? (
        <Loading rows={6} label="Loading the conversation" />
      ) : roots.length === 0 ? (
        <Empty title="Nothing to sort">New tickets of this queue will appear here as cards.</Empty>
      ) : (
        <ol className={classes.list} aria-label="Tickets to sort, newest first">
          {roots.map((root) => (
            <li key={root.id}>
              <TriageThread root={root} conversation={conversation} take={answers.take} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
