import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Entry, Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { Attachments } from '../../ui/attachments.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { LockIcon, MoreIcon } from '../../ui/icons.tsx';
import { PlainText } from '../../ui/plain-text.tsx';
import { When } from '../../ui/when.tsx';
import { EntryEditor } from './entry-editor.tsx';
import { EntryHistory } from './entry-history.tsx';
import { SplitDialog } from './split-dialog.tsx';
import classes from './ticket.module.css';
import { channelWord } from './words.ts';

type TimelineEntryProps = { entry: Entry; ticket: Ticket; isFirst: boolean };

/** A reply or a note. A note differs by colour, by icon and by a label. */
export function TimelineEntry({ entry, ticket, isFirst }: TimelineEntryProps) {
  const [shows, setShows] = useState<'editor' | 'history' | 'split' | null>(null);
  const isNote = entry.kind === 'note';
  const isRequester = entry.author?.id === ticket.requester.id;
  const name = entry.author?.name ?? 'Deskbell';
  return (
    <article
      className={classes.entry}
      data-kind={entry.kind}
      data-own={!isRequester || undefined}
      aria-label={`${isNote ? 'Internal note' : 'Reply'} by ${name}`}
    >
      <Avatar name={entry.author?.name ?? null} />
      <div className={classes.entryBody}>
        <header className={classes.entryHead}>
          <bdi className={classes.who}>{name}</bdi>
          {isNote ? (
            <span className={classes.noteLabel}>
              <LockIcon size={13} /> Internal note
            </span>
          ) : (
            isRequester && <span className={classes.role}>requester</span>
          )}
          <span className={classes.entryWhen}>
            <When at={entry.createdAt} /> · {channelWord(entry.channel)}
            {entry.editedAt && !entry.deletedAt && (
              <>
                {' · '}
                <button type="button" className={classes.textButton} onClick={() => setShows('history')}>
                  edited
                </button>
              </>
            )}
          </span>
          <EntryMenu entry={entry} ticket={ticket} isFirst={isFirst} onShow={setShows} />
        </header>
        {entry.deletedAt && (
          <p className={classes.tombstone}>
            Deleted <When at={entry.deletedAt} />.
          </p>
        )}
        {!entry.deletedAt && shows === 'editor' && (
          <EntryEditor entry={entry} onDone={() => setShows(null)} />
        )}
        {!entry.deletedAt && shows !== 'editor' && (
          <>
            <PlainText marks={entry.marks}>{entry.body}</PlainText>
            <Attachments items={entry.attachments} />
          </>
        )}
      </div>
      <EntryHistory entry={entry} opened={shows === 'history'} onClose={() => setShows(null)} />
      <SplitDialog ticket={ticket} entry={entry} opened={shows === 'split'} onClose={() => setShows(null)} />
    </article>
  );
}

type EntryMenuProps = TimelineEntryProps & { onShow: (what: 'editor' | 'split') => void };

function EntryMenu({ entry, ticket, isFirst, onShow }: EntryMenuProps) {
  const remove = useVerb(api.tickets.deleteEntry, { invalidates: ['/tickets', '/entries'] });
  const canSplit = ticket.verbs.includes('split') && entry.kind === 'reply' && !isFirst;
  if (entry.deletedAt || (!entry.mine && !canSplit)) return null;
  const ask = async () => {
    const yes = await confirm({
      title: entry.kind === 'note' ? 'Delete this note?' : 'Delete this reply?',
      text:
        entry.kind === 'note'
          ? 'Its text and files go; a mark that something was here stays.'
          : 'Its text and files go, here and where it was sent; a mark that something was here stays.',
      yes: 'Delete',
      danger: true,
    });
    if (yes) remove.mutate({ id: entry.id });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="sm" className={classes.entryMenu} aria-label="Actions for this message">
          <MoreIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {entry.mine && <Menu.Item onClick={() => onShow('editor')}>Edit</Menu.Item>}
        {canSplit && <Menu.Item onClick={() => onShow('split')}>Make it a ticket of its own</Menu.Item>}
        {entry.mine && (
          <Menu.Item color="var(--bad)" onClick={() => void ask()}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
