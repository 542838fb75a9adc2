/**
 * Which row one is on and which are ticked. The row one is on is the row whose link has the focus, so Enter
 * opens it and a screen reader follows. Both are kept until one comes back; the router keeps the scrolling.
 */
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { TicketSummary } from '../../../contract/tickets.ts';

type Place = { current: string | null; ticked: ReadonlySet<string> };
const places = new Map<string, Place>();

export type Rows = ReturnType<typeof useRows>;

export function useRows(items: TicketSummary[], listKey: string) {
  const [start] = useState(() => places.get(listKey));
  const [current, setCurrent] = useState(start?.current ?? null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(start?.ticked ?? new Set());
  /** Where the current row was last seen, to go on from there when it leaves the list. */
  const index = useRef(0);
  const wasInList = useRef(false);

  const found = items.findIndex((item) => item.id === current);
  if (found >= 0) index.current = found;

  const goTo = (position: number) => {
    const item = items[Math.max(0, Math.min(position, items.length - 1))];
    if (!item) return;
    const row = rowLink(item.id);
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };

  useReturn(items.length > 0, start);
  useEffect(() => void places.set(listKey, { current, ticked }), [listKey, current, ticked]);

  useEffect(() => {
    const onFocusIn = (event: FocusEvent) => {
      wasInList.current = event.target instanceof Element && event.target.closest('[data-row]') !== null;
    };
    document.addEventListener('focusin', onFocusIn);
    return () => document.removeEventListener('focusin', onFocusIn);
  }, []);

  // A live change may take the focused row away; the focus then moves to the row now in its place.
  useEffect(() => {
    if (found >= 0 || !wasInList.current || document.activeElement !== document.body) return;
    const item = items[Math.min(index.current, items.length - 1)];
    if (item) rowLink(item.id)?.focus();
  }, [found, items]);

  const tick = (id: string, on = !ticked.has(id)) => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  };

  return {
    current,
    /** The ticked tickets that the list still shows: nothing is done to what one cannot see. */
    chosen: items.filter((item) => ticked.has(item.id)),
    isTicked: (id: string) => ticked.has(id),
    tick,
    /** These and no others. */
    tickOnly: (tickets: TicketSummary[]) => setTicked(new Set(tickets.map((ticket) => ticket.id))),
    move: (by: 1 | -1) => goTo(current === null ? 0 : found >= 0 ? found + by : index.current),
    onFocus: setCurrent,
  };
}

/**
 * Once, when the first rows are there: back to the row one was on. The frame of the page moves the focus to the
 * heading when a page was turned to, so it is taken again after that.
 */
function useReturn(isReady: boolean, start: Place | undefined) {
  const router = useRouter();
  const [id] = useState(start?.current ?? null);
  useEffect(() => {
    if (!isReady || id === null) return;
    const focus = () => rowLink(id)?.focus({ preventScroll: true });
    focus();
    return router.subscribe('onRendered', ({ pathChanged }) => pathChanged && focus());
  }, [isReady, id, router]);
}

const rowLink = (id: string) => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
