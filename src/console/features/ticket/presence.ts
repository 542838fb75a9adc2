/** Says that one is looking at a ticket, and hears who else is: a courtesy, so its failures stay silent. */
import { useEffect, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { PersonRef } from '../../../contract/people.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { API, call } from '../../call.ts';
import { onLive } from '../../live.ts';
import { useMe } from '../../session.tsx';

const HEARTBEAT_MS = 20_000;

export function usePresence({ id, number }: Pick<Ticket, 'id' | 'number'>): PersonRef[] {
  const me = useMe();
  const [others, setOthers] = useState<PersonRef[]>([]);
  useEffect(() => {
    let isOver = false;
    const beat = async () => {
      if (document.hidden) return;
      const answer = await call(api.tickets.presence, { number, here: true }).catch(() => null);
      if (answer && !isOver) setOthers(answer.others);
    };
    const onVisibility = () => (document.hidden ? leave(number) : void beat());
    const onPageHide = () => leave(number);

    void beat();
    const timer = setInterval(beat, HEARTBEAT_MS);
    document.addEventListener('visibilitychange', onVisibility);
    window.addEventListener('pagehide', onPageHide);
    const stopListening = onLive((event) => {
      if (event.topic !== 'presence' || event.id !== id || event.personId === me.id) return;
      setOthers((now) => {
        const rest = now.filter((person) => person.id !== event.personId);
        return event.here ? [...rest, { id: event.personId, name: event.name }] : rest;
      });
    });
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('pagehide', onPageHide);
      stopListening();
      leave(number);
    };
  }, [id, number, me.id]);
  return others;
}

/** Outlives the page: a closing tab still gets it out. */
function leave(number: string): void {
  void fetch(`${API}/tickets/${encodeURIComponent(number)}/presence`, {
    method: 'POST',
    keepalive: true,
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ here: false }),
  }).catch(() => undefined);
}
