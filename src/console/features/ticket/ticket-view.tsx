import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { type DialogName, TicketDialogs } from './dialogs.tsx';
import { type Key, useKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { usePresence } from './presence.ts';
import { Side } from './side.tsx';
import { Talk, type TalkHandle } from './talk.tsx';
import classes from './ticket.module.css';
import { TicketHead } from './ticket-head.tsx';
import { TicketNotices } from './ticket-notices.tsx';
import { Timeline } from './timeline.tsx';

/** A ticket as an agent works it. `asked` is the number that led here, which may be an earlier one. */
export function TicketView({ ticket, asked }: { ticket: Ticket; asked: string }) {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [isHelping, setHelping] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false });
  const talk = useRef<TalkHandle>(null);
  const others = usePresence(ticket);
  const take = useVerb(api.tickets.take, { invalidates: ['/tickets', '/queues'] });
  const can = (verb: Ticket['verbs'][number]) => ticket.verbs.includes(verb);

  const keys: Key[] = [
    { keys: ['r'], does: 'Reply', press: () => talk.current?.write('reply') },
    { keys: ['n'], does: 'Internal note', press: () => talk.current?.write('note') },
    { keys: ['t'], does: 'Take it', press: () => can('take') && take.mutate({ number: ticket.number }) },
    { keys: ['a'], does: 'Assign it', press: () => can('assign') && setDialog('assign') },
    { keys: ['m'], does: 'Move it', press: () => can('move') && setDialog('move') },
    { keys: ['h'], does: 'Put it on hold', press: () => can('hold') && setDialog('hold') },
    { keys: ['e'], does: 'Resolve it', press: () => can('resolve') && setDialog('resolve') },
    { keys: ['/'], does: 'Use a macro', press: () => talk.current?.openMacros() },
    { keys: ['?'], does: 'Show these keys', press: () => setHelping(true) },
  ];
  useKeys(keys);
  // The heading that had the focus while the ticket was loading is gone.
  useEffect(() => {
    if (document.activeElement === document.body) {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    }
  }, []);

  const side = <Side ticket={ticket} onDialog={setDialog} />;
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <TicketHead ticket={ticket} onDialog={setDialog} onTake={take.mutate} isTaking={take.isPending} />
        <TicketNotices ticket={ticket} asked={asked} others={others} />
        {isNarrow && (
          <details className={classes.fold}>
            <summary>Details</summary>
            {side}
          </details>
        )}
        <Timeline ticket={ticket} />
        <Talk ticket={ticket} ref={talk} />
        <p className={classes.foot}>
          <button type="button" className={classes.textButton} onClick={() => setHelping(true)}>
            Keyboard shortcuts
          </button>
        </p>
      </div>
      {!isNarrow && (
        <aside className={classes.side} aria-label="Details">
          {side}
        </aside>
      )}
      <TicketDialogs ticket={ticket} dialog={dialog} onClose={() => setDialog(null)} />
      <KeysHelp keys={keys} opened={isHelping} onClose={() => setHelping(false)} />
    </div>
  );
}
