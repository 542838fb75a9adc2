import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Entry, Ticket } from '../../../contract/tickets.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { announce } from '../../ui/announce.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { EventLine } from './event-line.tsx';
import classes from './ticket.module.css';
import { TimelineEntry } from './timeline-entry.tsx';

/** The pages come oldest first, and an agent reads the newest: all are fetched, the last ones are drawn. */
const DRAWN = 80;

/** Replies, notes and events of a ticket in one line of time. */
export function Timeline({ ticket }: { ticket: Ticket }) {
  const entries = useInfiniteQuery(pagesOf(api.tickets.entries, { number: ticket.number, limit: 200 }));
  const items = itemsOf(entries.data);
  const [drawn, setDrawn] = useState(DRAWN);
  const { hasNextPage, isFetching, fetchNextPage, isError } = entries;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  useSpokenNews(items, entries.isSuccess && !hasNextPage);

  if (entries.isPending) return <Loading rows={6} label="Loading the timeline" />;
  if (entries.isError && items.length === 0) return <Failed error={entries.error} retry={entries.refetch} />;
  const hidden = Math.max(0, items.length - drawn);
  const first = items[0];
  return (
    <section aria-label="Timeline" className={classes.timeline}>
      {first?.body !== ticket.description && <Description text={ticket.description} />}
      {hidden > 0 && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() => setDrawn(drawn + DRAWN)}
          className={classes.earlier}
        >
          Show {Math.min(DRAWN, hidden)} of {hidden} earlier
        </Button>
      )}
      <ol className={classes.entries}>
        {items.slice(hidden).map((entry, index) => (
          <li key={entry.id}>
            {entry.kind === 'event' ? (
              <EventLine entry={entry} before={items[hidden + index - 1]} />
            ) : (
              <TimelineEntry entry={entry} ticket={ticket} isFirst={entry.id === first?.id} />
            )}
          </li>
        ))}
      </ol>
      {hasNextPage && !isError && <Loading rows={2} label="Loading more of the timeline" />}
      {isError && (
        <Failed error={entries.error} retry={entries.refetch} title="The rest could not be loaded" />
      )}
    </section>
  );
}

/** The description, once it says something else than the first message. */
function Description({ text }: { text: string }) {
  return (
    <div className={classes.description}>
      <h2>Description</h2>
      <p dir="auto">{text}</p>
    </div>
  );
}

/** What others write while one is here is said to those who listen. */
function useSpokenNews(items: Entry[], isComplete: boolean): void {
  const me = useMe();
  const last = useRef<string | null>(null);
  const newest = items.at(-1);
  useEffect(() => {
    if (!isComplete || !newest) return;
    const before = last.current;
    last.current = newest.id;
    if (before === null || before === newest.id || newest.author?.id === me.id || newest.kind === 'event')
      return;
    announce(
      `New ${newest.kind === 'note' ? 'internal note' : 'reply'} from ${newest.author?.name ?? 'Deskbell'}.`,
    );
  }, [isComplete, newest, me.id]);
}
