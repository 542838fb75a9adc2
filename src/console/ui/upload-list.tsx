import { ActionIcon, Progress } from '@mantine/core';
import { sizeWords } from './bytes.ts';
import { CloseIcon, FileIcon, WarnIcon } from './icons.tsx';
import classes from './upload-list.module.css';
import type { Upload } from './use-uploads.ts';

type UploadListProps = { items: readonly Upload[]; onRemove: (key: string) => void };

/** The files that wait to go with a message: how far each has come, and what is wrong with it. */
export function UploadList({ items, onRemove }: UploadListProps) {
  if (items.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Files to send">
      {items.map((item) => (
        <li key={item.key} className={classes.item} data-bad={item.problem !== null || undefined}>
          {item.problem ? <WarnIcon size={16} /> : <FileIcon size={16} />}
          <span className={classes.words}>
            <bdi className={classes.name}>{item.name}</bdi>
            <span className={classes.detail} role={item.problem ? 'alert' : undefined}>
              {item.problem ?? sizeWords(item.size)}
            </span>
          </span>
          {!item.attachment && !item.problem && (
            <Progress
              className={classes.bar}
              size="xs"
              value={item.progress * 100}
              aria-label={`Sending ${item.name}`}
            />
          )}
          <ActionIcon size="sm" aria-label={`Remove ${item.name}`} onClick={() => onRemove(item.key)}>
            <CloseIcon size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
