import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ChevronDownIcon } from '../../ui/icons.tsx';
import classes from './queues.module.css';

type FilterButtonProps = {
  label: string;
  /** What it is set to, in words; null: it does not narrow. */
  value: string | null;
  children: ReactNode;
};

/** One filter: says what it is set to, and opens to change it. */
export function FilterButton({ label, value, children }: FilterButtonProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      trapFocus
      returnFocus
      position="bottom-start"
      shadow="md"
      radius="md"
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.filter}
          data-set={value !== null || undefined}
          onClick={() => setOpened(!opened)}
        >
          {label}
          {value !== null && <b>{value}</b>}
          <ChevronDownIcon size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p="sm" miw="12rem" aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
