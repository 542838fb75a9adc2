import { useState } from 'react';
import type { Attachment } from '../../contract/tickets.ts';
import { API } from '../call.ts';
import classes from './attachments.module.css';
import { sizeWords } from './bytes.ts';
import { FileIcon } from './icons.tsx';

/** What browsers draw safely as an image; all else is a file to download. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** The files of a message or an entry. */
export function Attachments({ items }: { items: readonly Attachment[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Attachments">
      {items.map((item) => (
        <li key={item.id}>
          <File item={item} />
        </li>
      ))}
    </ul>
  );
}

function File({ item }: { item: Attachment }) {
  const [broken, setBroken] = useState(false);
  const href = `${API}/attachments/${item.id}`;
  if (pictures.has(item.type) && !broken) {
    return (
      <a className={classes.picture} href={href} target="_blank" rel="noopener" title={item.name}>
        <img src={href} alt={item.name} loading="lazy" onError={() => setBroken(true)} />
      </a>
    );
  }
  return (
    <a className={classes.file} href={href} download={item.name}>
      <FileIcon size={16} />
      <bdi className={classes.name}>{item.name}</bdi>
      <span className={classes.size}>{sizeWords(item.size)}</span>
    </a>
  );
}
