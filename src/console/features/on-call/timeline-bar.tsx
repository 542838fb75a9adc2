import { ActionIcon, Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMe } from '../../session.tsx';
import { BackIcon, ChevronRightIcon } from '../../ui/icons.tsx';
import classes from './on-call.module.css';
import { firstOf, isDate, type Length, moved } from './span.ts';

type TimelineBarProps = {
  /** What is shown is the week or month of this date. */
  date: string;
  length: Length;
  today: string;
  /** Null: today, also when another day has come. */
  onDate: (date: string | null) => void;
  onLength: (length: Length) => void;
  children: ReactNode;
};

/** Moves a timeline through time: a week or month on or back, to today, or to any date. */
export function TimelineBar({ date, length, today, onDate, onLength, children }: TimelineBarProps) {
  const { locale } = useMe();
  const first = firstOf(date, length);
  // While it is typed it need not be a date yet.
  const [typed, setTyped] = useState<string | null>(null);
  const heading = new Intl.DateTimeFormat(locale, {
    ...(length === 'month'
      ? { month: 'long' as const }
      : { day: 'numeric' as const, month: 'long' as const }),
    ...{ year: 'numeric' as const, timeZone: 'UTC' },
  }).format(Date.parse(`${first}T00:00Z`));
  return (
    <div className={classes.bar}>
      <ActionIcon
        variant="default"
        aria-label={`Previous ${length}`}
        onClick={() => onDate(moved(first, length, -1))}
      >
        <BackIcon size={16} />
      </ActionIcon>
      <Button variant="default" size="xs" onClick={() => onDate(null)}>
        Today
      </Button>
      <ActionIcon
        variant="default"
        aria-label={`Next ${length}`}
        onClick={() => onDate(moved(first, length, 1))}
      >
        <ChevronRightIcon size={16} />
      </ActionIcon>
      <TextInput
        type="date"
        size="xs"
        aria-label="Go to a date"
        value={typed ?? date}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setTyped(value);
          if (isDate(value)) onDate(value === today ? null : value);
        }}
        onBlur={() => setTyped(null)}
      />
      <Text fw={600} role="status">
        {length === 'week' && 'Week of '}
        {heading}
      </Text>
      <Group gap="xs" ml="auto">
        <SegmentedControl
          size="xs"
          aria-label="How much is shown"
          data={[
            { value: 'week', label: 'Week' },
            { value: 'month', label: 'Month' },
          ]}
          value={length}
          onChange={(value) => onLength(value as Length)}
        />
        {children}
      </Group>
    </div>
  );
}
