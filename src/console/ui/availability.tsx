import { Menu } from '@mantine/core';
import type { Availability } from '../../contract/common.ts';
import classes from './availability.module.css';
import { confirm } from './confirm.tsx';

export const availabilityWords: Record<Availability, string> = {
  available: 'Available',
  away: 'Away',
  handing_back: 'Handing back',
};

/** Whether tickets are given to somebody. */
export function AvailabilityBadge({ value }: { value: Availability }) {
  return (
    <span className={classes.badge} data-availability={value}>
      {availabilityWords[value]}
    </span>
  );
}

const choices: { value: Availability; label: string }[] = [
  { value: 'available', label: 'Available' },
  { value: 'away', label: 'Away' },
  { value: 'handing_back', label: 'Away, hand back tickets' },
];

type AvailabilityItemsProps = {
  value: Availability;
  /** Such as `your` or `Ada’s`. */
  whose: string;
  onChange: (value: Availability) => void;
};

/** The part of a menu by which it is changed. Before tickets are handed back it asks. */
export function AvailabilityItems({ value, whose, onChange }: AvailabilityItemsProps) {
  const choose = async (next: Availability) => {
    const isMeant =
      next !== 'handing_back' ||
      (await confirm({
        title: `Hand back ${whose} open tickets?`,
        text: 'They go back to their queues at once, to be given to somebody else. They do not come back by themselves.',
        yes: 'Hand back',
      }));
    if (isMeant) onChange(next);
  };
  return (
    <Menu.RadioGroup value={value} onChange={(next) => void choose(next as Availability)}>
      {choices.map((choice) => (
        <Menu.RadioItem key={choice.value} value={choice.value} closeMenuOnClick>
          {choice.label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
