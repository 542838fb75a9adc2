import { type ReactNode, useState } from 'react';
import { linksIn } from './links.ts';
import classes from './plain-text.module.css';

/** Longer texts start folded. */
const FOLD_CHARACTERS = 2_400;
const FOLD_LINES = 30;

/**
 * What somebody wrote, exactly as written: never markup. Addresses of the web become links that show where
 * they lead; the direction of writing is found from the text and cannot leak into what stands around it.
 */
export function PlainText({ children, links = true }: { children: string; links?: boolean }) {
  const [open, setOpen] = useState(false);
  const long = children.length > FOLD_CHARACTERS || children.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
  return (
    <>
      <div className={classes.text} dir="auto" data-folded={(long && !open) || undefined}>
        {links ? linked(children) : children}
      </div>
      {long && (
        <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}

function linked(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { start, end, url } of linksIn(text)) {
    parts.push(text.slice(at, start));
    parts.push(
      <a key={start} href={url} target="_blank" rel="noopener noreferrer nofollow">
        <bdi>{text.slice(start, end)}</bdi>
      </a>,
    );
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}
