import { ActionIcon, Group, Menu, Text, TextInput, type TextInputProps } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Interval } from '../../../contract/calendars.ts';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon, MoreIcon, PlusIcon } from '../../ui/icons.tsx';
import { nextInterval, withCopies } from './calendar-values.ts';
import classes from './calendars.module.css';
import settings from './settings.module.css';
import { dayNames, isOvernight, timeTyped } from './week-words.ts';

/** What is needed of a form that has a week, Monday first. */
export type WeekForm = {
  errors: Record<string, ReactNode>;
  getValues: () => { week: Interval[][] };
  getInputProps: (path: string) => TextInputProps;
  setFieldValue: (path: string, value: Interval[] | Interval[][] | string) => void;
  insertListItem: (path: string, item: Interval) => void;
  removeListItem: (path: string, index: number) => void;
};

/** The contract's limit. */
const MOST = 12;

/** The hours of each day, in as many parts as it has. */
export function WeekFields({ form }: { form: WeekForm }) {
  const { week } = form.getValues();
  const copy = (day: number, to: number, words: string) => {
    form.setFieldValue('week', withCopies(week, day, to));
    announce(`The hours of ${dayNames[day]} are those of ${words}, too.`);
  };
  return (
    <fieldset className={settings.group}>
      <legend>Hours</legend>
      <Text size="sm" c="dimmed">
        A day ends at 24:00. What ends before it begins goes on past midnight: 22:00 to 06:00.
      </Text>
      {dayNames.map((name, day) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset for each day would say too much
        <div key={name} role="group" aria-label={name} className={classes.day}>
          <span className={classes.dayName}>{name}</span>
          <div className={classes.intervals}>
            {week[day]?.map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
              <IntervalFields key={index} form={form} day={day} index={index} />
            ))}
            {week[day]?.length === 0 && <span className={classes.between}>Closed</span>}
          </div>
          <Group gap={2} wrap="nowrap">
            <ActionIcon
              aria-label={`Add hours on ${name}`}
              data-add
              disabled={(week[day]?.length ?? 0) >= MOST}
              onClick={() => form.insertListItem(`week.${day}`, nextInterval(week[day] ?? []))}
            >
              <PlusIcon size={16} />
            </ActionIcon>
            <Menu>
              <Menu.Target>
                <ActionIcon aria-label={`More for ${name}`}>
                  <MoreIcon size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => copy(day, 5, 'Monday to Friday')}>Copy to all weekdays</Menu.Item>
                <Menu.Item onClick={() => copy(day, 7, 'every day')}>Copy to every day</Menu.Item>
                <Menu.Item onClick={() => form.setFieldValue(`week.${day}`, [])}>Close the day</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </div>
      ))}
      {form.errors.week && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.week}
        </Text>
      )}
    </fieldset>
  );
}

function IntervalFields({ form, day, index }: { form: WeekForm; day: number; index: number }) {
  const path = `week.${day}.${index}`;
  const name = dayNames[day] ?? '';
  const { from = '', to = '' } = form.getValues().week[day]?.[index] ?? {};
  const error = form.errors[`${path}.from`] ?? form.errors[`${path}.to`];
  const which = index === 0 ? '' : ` (${index + 1})`;
  const typed = { from: timeTyped(from), to: timeTyped(to) };
  const field = (part: 'from' | 'to') => {
    const { onBlur, error: own, ...input } = form.getInputProps(`${path}.${part}`);
    return (
      <TextInput
        aria-label={`${name}${which}, ${part}`}
        placeholder={part === 'from' ? '09:00' : '17:00'}
        inputMode="numeric"
        maxLength={10}
        error={Boolean(own)}
        {...input}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          // As it was understood.
          form.setFieldValue(`${path}.${part}`, timeTyped(event.currentTarget.value));
          onBlur?.(event);
        }}
      />
    );
  };
  return (
    <div>
      <div className={classes.interval}>
        {field('from')}
        <span className={classes.between}>to</span>
        {field('to')}
        <ActionIcon
          aria-label={`Remove these hours of ${name}${which}`}
          onClick={(event) => {
            // This button goes away; the day's own stays.
            event.currentTarget.closest('[role="group"]')?.querySelector<HTMLElement>('[data-add]')?.focus();
            form.removeListItem(`week.${day}`, index);
          }}
        >
          <CloseIcon size={16} />
        </ActionIcon>
        {to !== '' && isOvernight(typed) && (
          <span className={classes.between}>on {dayNames[(day + 1) % 7]}</span>
        )}
      </div>
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
