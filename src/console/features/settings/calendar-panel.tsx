import { ActionIcon, Alert, Menu, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Calendar } from '../../../contract/calendars.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { durationWords } from '../../ui/duration.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { CalendarHolidays } from './calendar-holidays.tsx';
import classes from './calendars.module.css';
import settings from './settings.module.css';
import { weekMinutes } from './week-bars.ts';
import { WeekPicture } from './week-picture.tsx';
import { isOvernight, weekWords } from './week-words.ts';

type CalendarPanelProps = { calendar: Calendar; mayChange: boolean; onEdit: () => void };

/** One calendar: its week, the holidays that come next, and where they are read from. */
export function CalendarPanel({ calendar, mayChange, onEdit }: CalendarPanelProps) {
  const { id, name, timeZone, week } = calendar;
  const [problem, setProblem] = useState<string | null>(null);
  const remove = useVerb(api.calendars.remove, {
    onProblem: ({ message }) => {
      setProblem(message);
      return true;
    },
  });
  const askRemove = async () => {
    setProblem(null);
    const yes = await confirm({
      title: `Remove the calendar “${name}”?`,
      text: 'One that a policy, a queue or an open ticket goes by cannot be removed.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <section className={settings.panel} aria-label={`Calendar ${name}`}>
      <div className={settings.panelHead}>
        <div>
          <Title order={2} size="h5">
            <bdi>{name}</bdi>
          </Title>
          <Text size="xs" c="dimmed">
            {timeZone.replaceAll('_', ' ')}
          </Text>
        </div>
        {mayChange && (
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={`Actions for the calendar ${name}`}>
                <MoreIcon />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onEdit}>Edit</Menu.Item>
              <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {problem && (
        <Alert
          variant="light"
          color="red"
          bg="var(--bad-soft)"
          role="alert"
          m="0 1rem 1rem"
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => setProblem(null)}
        >
          {problem}
        </Alert>
      )}
      <div className={classes.facts}>
        <div>
          <h3>Hours</h3>
          <p className={settings.sentence}>{weekWords(week)}</p>
          <WeekPicture week={week} />
          <Text size="xs" c="dimmed">
            {durationWords(weekMinutes(week))} a week
            {week.some((day) => day.some(isOvernight)) && '; striped: past midnight'}
          </Text>
        </div>
        <CalendarHolidays calendar={calendar} mayChange={mayChange} onProblem={setProblem} />
      </div>
    </section>
  );
}
