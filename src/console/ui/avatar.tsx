import classes from './avatar.module.css';
import { BellIcon } from './icons.tsx';

/** A person by initials, or the desk. Decoration: the name stands beside it. */
export function Avatar({ name, size = 28 }: { name: string | null; size?: number }) {
  return (
    <span
      className={classes.avatar}
      data-desk={name === null || undefined}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      // Drawn by the style sheet: no text that a control's name would have to repeat.
      data-initials={name === null ? undefined : initialsOf(name)}
      aria-hidden="true"
    >
      {name === null && <BellIcon size={size * 0.6} />}
    </span>
  );
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const first = (word: string) => segments.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
  return chosen.map((word) => first(word ?? '').toLocaleUpperCase()).join('') || '?';
}
