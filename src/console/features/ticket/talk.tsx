import { ActionIcon } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { call } from '../../call.ts';
import { keepDraft, readDraft } from '../../drafts.ts';
import { Composer, type ComposerHandle, type Outgoing } from '../../ui/composer.tsx';
import { LockIcon, MacroIcon, RequestsIcon } from '../../ui/icons.tsx';
import { MacroDialog } from '../macros/macro-dialog.tsx';
import classes from './ticket.module.css';

type Mode = 'reply' | 'note';

/** Where the page's keys lead: into the box, as a reply or as a note, or to the macros. */
export type TalkHandle = { write: (mode: Mode) => void; openMacros: () => void };

/**
 * Where an agent writes: to the requester, or a note among agents. The choice colours the whole box and its
 * button, and stays until it is changed by hand: neither sending nor coming back turns a note into a reply.
 */
export function Talk({ ticket, ref }: { ticket: Ticket; ref: Ref<TalkHandle> }) {
  const modeKey = `ticket ${ticket.id} mode`;
  const canReply = ticket.verbs.includes('reply');
  const canNote = ticket.verbs.includes('note');
  const [chosen, setChosen] = useState<Mode>(() => (readDraft(modeKey) === 'note' ? 'note' : 'reply'));
  const mode = canNote && (chosen === 'note' || !canReply) ? 'note' : 'reply';
  const box = useRef<HTMLDivElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const [choosing, setChoosing] = useState<'by slash' | 'by name' | null>(null);
  const client = useQueryClient();

  const choose = (next: Mode) => {
    setChosen(next);
    keepDraft(modeKey, next === 'note' ? 'note' : null);
  };
  useImperativeHandle(ref, () => ({
    write: (next) => {
      choose(next);
      composer.current?.focus();
    },
    openMacros: () => setChoosing(canNote ? 'by name' : null),
  }));
  if (!canReply && !canNote) return null;

  const send = async ({ delivery, text, attachmentIds }: Outgoing) => {
    const endpoint = mode === 'note' ? api.tickets.note : api.tickets.reply;
    // One message may be tried as a reply and then as a note: those are two.
    const key = `${mode}-${delivery}`;
    await call(endpoint, { number: ticket.number, body: text, attachmentIds }, { key });
    await client.invalidateQueries({ queryKey: [api.tickets.entries.path] });
    void client.invalidateQueries({ queryKey: [api.tickets.get.path] });
    // The box grows smaller and the new entry stands above it.
    requestAnimationFrame(() => box.current?.scrollIntoView({ block: 'end' }));
  };
  const name = ticket.requester.name;
  const count = ticket.watchers.length;
  const readers = count > 0 ? ` and ${count} ${count === 1 ? 'watcher' : 'watchers'}` : '';
  return (
    <div className={classes.talk} data-mode={mode} ref={box}>
      {canReply && canNote && (
        <div className={classes.modes} role="radiogroup" aria-label="Who reads what you write">
          <ModeChoice mode="reply" chosen={mode} onChoose={choose}>
            <RequestsIcon size={16} /> Reply to <bdi>{name}</bdi>
          </ModeChoice>
          <ModeChoice mode="note" chosen={mode} onChoose={choose}>
            <LockIcon size={16} /> Internal note
          </ModeChoice>
        </div>
      )}
      <Composer
        ref={composer}
        label={mode === 'note' ? 'Internal note' : `Reply to ${name}`}
        placeholder={mode === 'note' ? 'A note that only agents read' : `Write to ${name}`}
        draftKey={`ticket ${ticket.id}`}
        send={send}
        sendLabel={mode === 'note' ? 'Add note' : 'Send reply'}
        tone={mode === 'note' ? 'note' : 'plain'}
        onSlash={canNote ? () => setChoosing('by slash') : undefined}
        tools={
          canNote && (
            <ActionIcon
              aria-label="Use a macro"
              title="Use a macro (/)"
              onClick={() => setChoosing('by name')}
            >
              <MacroIcon />
            </ActionIcon>
          )
        }
        hint={
          mode === 'note' ? (
            'Only agents read this'
          ) : (
            <>
              <bdi>{name}</bdi>
              {readers} will read this
            </>
          )
        }
      />
      <MacroDialog
        opened={choosing !== null}
        ticket={ticket.number}
        onClose={(used) => {
          // Then the slash was meant as one.
          if (choosing === 'by slash' && !used) composer.current?.insert('/');
          setChoosing(null);
          composer.current?.focus();
        }}
        onInsert={(text) => composer.current?.insert(text)}
      />
    </div>
  );
}

type ModeChoiceProps = {
  mode: Mode;
  chosen: Mode;
  onChoose: (mode: Mode) => void;
  children: React.ReactNode;
};

function ModeChoice({ mode, chosen, onChoose, children }: ModeChoiceProps) {
  return (
    <label className={classes.mode} data-mode={mode} data-chosen={mode === chosen || undefined}>
      <input
        type="radio"
        name="talk-mode"
        value={mode}
        checked={mode === chosen}
        onChange={() => onChoose(mode)}
      />
      {children}
    </label>
  );
}
