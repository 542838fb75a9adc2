import { type ReactNode, useState } from 'react';
import type { Mark } from '../../contract/marks.ts';
import { type Part, partsOf, wordsIn } from './marked.ts';
import classes from './plain-text.module.css';

/** Longer texts start folded. */
const FOLD_CHARACTERS = 2_400;
const FOLD_LINES = 30;
const NONE: readonly Mark[] = [];

type PlainTextProps = {
  children: string;
  /** How parts of it look, as its author chose in a chat. */
  marks?: readonly Mark[];
  links?: boolean;
};

/**
 * What somebody wrote, exactly as written: nothing in it is ever read as markup. Addresses of the web become links
 * that show where they lead; the direction of writing is found from the text and cannot leak into what stands around
 * it.
 */
export function PlainText({ children, marks = NONE, links = true }: PlainTextProps) {
  const [open, setOpen] = useState(false);
  const long = children.length > FOLD_CHARACTERS || children.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
  return (
    <>
      <div className={classes.text} dir="auto" data-folded={(long && !open) || undefined}>
        {drawn(partsOf({ text: children, marks: [...marks] }, { links }))}
      </div>
      {long && (
        <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}

const ELEMENTS = {
  quote: 'blockquote',
  block: 'pre',
  bold: 'strong',
  italic: 'em',
  strike: 's',
  code: 'code',
} as const;

function drawn(parts: Part[]): ReactNode[] {
  return parts.map((part, at) => {
    if (typeof part === 'string') return part;
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no id and are redrawn as a whole
    if ('url' in part) return <Address key={at} {...part} />;
    const Element = ELEMENTS[part.look];
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    return <Element key={at}>{drawn(part.parts)}</Element>;
  });
}

const plainAddress = /^[\x21-\x7e]*$/;

/** Its words are the address itself. Letters that only look like those of another one show in the hint. */
function Address({ url, parts }: { url: string; parts: Part[] }) {
  const hint = plainAddress.test(wordsIn(parts)) ? undefined : url;
  return (
    <a href={url} title={hint} target="_blank" rel="noopener noreferrer nofollow">
      <bdi>{drawn(parts)}</bdi>
    </a>
  );
}
