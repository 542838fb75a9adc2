import { ActionIcon, Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Mark } from '../../../contract/marks.ts';
import type { PersonRef } from '../../../contract/people.ts';
import type { Attachment } from '../../../contract/tickets.ts';
import { Attachments } from '../../ui/attachments.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { EditIcon, LockIcon, MoreIcon, TrashIcon } from '../../ui/icons.tsx';
import { PlainText } from '../../ui/plain-text.tsx';
import { showProblem } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import { EditSaying } from './edit-saying.tsx';
import classes from './saying.module.css';

export type SayingProps = {
  /** Null: the desk. */
  author: PersonRef | null;
  /** The reader wrote it: it stands at the right. */
  own: boolean;
  text: string;
  /** How parts of the text look. */
  marks: readonly Mark[];
  attachments: readonly Attachment[];
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  /** In place of the text. */
  card?: ReactNode;
  /** Only agents read it. */
  internal?: boolean;
  /** Where it came from, if not from here. */
  via?: string;
  onEdit?: (text: string) => Promise<unknown>;
  onDelete?: () => Promise<unknown>;
};

/** One thing somebody said in a conversation. */
export function Saying(props: SayingProps) {
  const { author, own, deletedAt, card } = props;
  const [editing, setEditing] = useState(false);
  const name = own ? 'You' : (author?.name ?? 'Help desk');
  const mayChange = own && !deletedAt && !editing && (props.onEdit || props.onDelete);
  return (
    <article
      className={classes.saying}
      data-own={own || undefined}
      data-internal={props.internal || undefined}
      aria-label={`${name} said`}
    >
      {!own && <Avatar name={author?.name ?? null} size={32} />}
      <div className={classes.body}>
        <div className={classes.meta}>
          <bdi className={classes.name}>{name}</bdi>
          <When at={props.createdAt} />
          {props.internal && (
            <span className={classes.internal}>
              <LockIcon size={12} /> Internal note
            </span>
          )}
          {props.via && <span>by {props.via}</span>}
          {props.editedAt && !deletedAt && !card && <span>edited</span>}
          {mayChange && <OwnMenu {...props} onStartEdit={() => setEditing(true)} />}
        </div>
        {deletedAt ? (
          <div className={classes.gone}>This message was deleted</div>
        ) : editing && props.onEdit ? (
          <EditSaying
            text={props.text}
            marks={props.marks}
            save={props.onEdit}
            onDone={() => setEditing(false)}
          />
        ) : (
          (card ??
          (props.text && (
            <div className={classes.bubble}>
              <PlainText marks={props.marks}>{props.text}</PlainText>
            </div>
          )))
        )}
        {!deletedAt && <Attachments items={props.attachments} />}
      </div>
    </article>
  );
}

function OwnMenu({ onEdit, onDelete, onStartEdit }: SayingProps & { onStartEdit: () => void }) {
  const remove = async () => {
    const question = {
      title: 'Delete this message?',
      text: 'A mark stays where it was. The desk may have read it already.',
      yes: 'Delete',
      danger: true,
    };
    try {
      if (await confirm(question)) await onDelete?.();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <Menu position="bottom-end" width={150} returnFocus>
      <Menu.Target>
        <ActionIcon size="sm" className={classes.menu} aria-label="Edit or delete this message">
          <MoreIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onEdit && (
          <Menu.Item leftSection={<EditIcon size={16} />} onClick={onStartEdit}>
            Edit
          </Menu.Item>
        )}
        {onDelete && (
          <Menu.Item leftSection={<TrashIcon size={16} />} onClick={() => void remove()}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
