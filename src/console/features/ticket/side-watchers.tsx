import { ActionIcon, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { SideButton, SideSection } from './side-parts.tsx';
import classes from './ticket.module.css';

/** Who follows the ticket besides its requester. */
export function SideWatchers({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  const [isAdding, setAdding] = useState(false);
  const [inChat, setInChat] = useState(true);
  const watch = useVerb(api.tickets.watch, { onSuccess: () => setAdding(false), invalidates: ['/tickets'] });
  const unwatch = useVerb(api.tickets.unwatch, { invalidates: ['/tickets'] });
  const { number, watchers } = ticket;
  const canWatch = ticket.verbs.includes('watch');
  const isMine = watchers.some((person) => person.id === me.id);
  return (
    <SideSection
      title="Watchers"
      action={
        canWatch && (
          <>
            <SideButton
              isBusy={watch.isPending || unwatch.isPending}
              onClick={() => (isMine ? unwatch : watch).mutate({ number, personId: me.id })}
            >
              {isMine ? 'Stop watching' : 'Watch'}
            </SideButton>
            <SideButton onClick={() => setAdding(!isAdding)}>Add</SideButton>
          </>
        )
      }
    >
      {watchers.length === 0 && !isAdding && <p className={classes.soft}>nobody</p>}
      <ul className={classes.sideList}>
        {watchers.map((person) => (
          <li key={person.id}>
            <bdi>{person.name}</bdi>
            {canWatch && (
              <ActionIcon
                size="sm"
                aria-label={`Remove ${person.name} as a watcher`}
                disabled={unwatch.isPending}
                onClick={() => unwatch.mutate({ number, personId: person.id })}
              >
                <CloseIcon size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {isAdding && (
        <>
          <PersonPicker
            label="Who else shall follow it"
            description="They read what the requester reads, and may answer"
            value={null}
            disabled={watch.isPending}
            onChange={(personId) => personId && watch.mutate({ number, personId, inChat })}
          />
          <Checkbox
            size="xs"
            mt={6}
            label="Write to them in chat, where they can answer"
            checked={inChat}
            onChange={(event) => setInChat(event.currentTarget.checked)}
          />
        </>
      )}
    </SideSection>
  );
}
