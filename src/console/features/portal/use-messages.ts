import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { WebMessage } from '../../../contract/portal.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';

/** The whole of a conversation or of one thread in it, oldest first, and kept so by the live events. */
export function useMessages(conversation: string, thread?: string) {
  const pages = useInfiniteQuery(
    pagesOf(api.portal.messages, { conversation, ...(thread ? { thread } : {}), limit: 200 }),
  );
  const complete = useAllPages(pages);
  const messages = itemsOf(pages.data);
  useSpokenMessages(messages, complete);
  return { messages, complete, pages };
}

type Pages = Pick<
  UseInfiniteQueryResult,
  'data' | 'hasNextPage' | 'isFetching' | 'isError' | 'fetchNextPage'
>;

/**
 * Fetches page after page: the end of a conversation is what one wants to read, and pages come from its
 * beginning. Answers whether the first pass reached the end.
 */
export function useAllPages({ data, hasNextPage, isFetching, isError, fetchNextPage }: Pages): boolean {
  const [reached, setReached] = useState(false);
  if (!reached && data && !hasNextPage) setReached(true);
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return reached;
}

/** Says what others wrote since the page was opened. */
function useSpokenMessages(messages: readonly WebMessage[], complete: boolean): void {
  const known = useRef<Set<string>>(null);
  useEffect(() => {
    if (!complete) return;
    const before = known.current;
    known.current = new Set(messages.map((message) => message.id));
    if (!before) return;
    const fresh = messages.filter(
      (message) => !before.has(message.id) && !message.mine && !message.deletedAt,
    );
    if (fresh.length > 0) announce(fresh.map(spoken).join(' '));
  }, [messages, complete]);
}

function spoken(message: WebMessage): string {
  const words = message.text || message.card?.title || 'sent a file';
  return `${message.author?.name ?? 'The desk'}: ${words.slice(0, 300)}`;
}
