import { Text } from '@mantine/core';
import type { Shift } from '../../../contract/schedules.ts';
import { useMe } from '../../session.tsx';
import { useNow } from '../../ui/when.tsx';
import classes from './on-call.module.css';
import { gapsIn, type Span } from './span.ts';
import { timeIn } from './words.ts';

const MOST = 10;

/** When nobody will be on call, of what is shown. */
export function GapList({ span, shifts, timeZone }: { span: Span; shifts: Shift[]; timeZone: string }) {
  const { locale } = useMe();
  const now = useNow();
  const gaps = gapsIn(span, shifts).filter(({ to }) => to > now);
  return (
    <section aria-label="Gaps">
      <h3>Gaps to come</h3>
      {gaps.length === 0 && (
        <Text size="sm" c="dimmed">
          None in this time: somebody is always on call.
        </Text>
      )}
      <ul className={classes.items}>
        {gaps.slice(0, MOST).map(({ from, to }) => (
          <li key={from}>
            {timeIn(from, timeZone, locale)} to {timeIn(to, timeZone, locale)}
          </li>
        ))}
        {gaps.length > MOST && <li>and {gaps.length - MOST} more</li>}
      </ul>
    </section>
  );
}
