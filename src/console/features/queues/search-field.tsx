import { Loader, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type RefObject, useEffect, useState } from 'react';
import { SearchIcon } from '../../ui/icons.tsx';
import classes from './queues.module.css';

type SearchFieldProps = {
  label: string;
  value: string;
  onChange: (value: string | undefined) => void;
  box: RefObject<HTMLInputElement | null>;
  isBusy: boolean;
};

/** Searches a moment after one stops typing. */
export function SearchField({ label, value, onChange, box, isBusy }: SearchFieldProps) {
  const [words, setWords] = useState(value);
  const settle = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 300);
  // Going back, or clearing the filters, changes it from outside; while one types it is one's own.
  useEffect(() => {
    if (document.activeElement !== box.current) setWords(value);
  }, [value, box]);
  return (
    <TextInput
      ref={box}
      className={classes.search}
      size="xs"
      type="search"
      aria-label={label}
      placeholder="Search"
      leftSection={<SearchIcon size={15} />}
      rightSection={isBusy ? <Loader size={14} /> : null}
      maxLength={200}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (event.key === 'Enter') settle.flush();
      }}
    />
  );
}
