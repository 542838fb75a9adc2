import type { SlaClock } from '../../../contract/sla.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useCalendars } from '../../ui/calendar-select.tsx';
import { ClockBadge, metricWords } from '../../ui/clock-badge.tsx';
import { durationWords } from '../../ui/duration.ts';
import { useNow, When } from '../../ui/when.tsx';
import { countWords, lastOfEach, standing, stopWords } from './clock-words.ts';
import { SideSection } from './side-parts.tsx';
import classes from './ticket.module.css';

/** What was promised for the ticket, and how that stands. */
export function SideSla({ ticket: { sla, calendarId } }: { ticket: Ticket }) {
  const calendar = useCalendars().find(({ id }) => id === calendarId);
  if (!sla) return null;
  const { shown, earlier } = lastOfEach(sla.clocks);
  return (
    <SideSection title="Service level">
      <p className={classes.soft}>
        <bdi>{sla.name}</bdi>, version {sla.version}
        {calendar && (
          <>
            , by the hours of <bdi>{calendar.name}</bdi>
          </>
        )}
      </p>
      {shown.length === 0 && <p>Nothing is promised at this priority.</p>}
      <ul className={classes.clocks}>
        {shown.map((clock) => (
          <ClockItem
            key={clock.metric}
            clock={clock}
            earlier={earlier.filter(({ metric }) => metric === clock.metric)}
          />
        ))}
      </ul>
    </SideSection>
  );
}

function ClockItem({ clock, earlier }: { clock: SlaClock; earlier: SlaClock[] }) {
  const now = useNow();
  const { look, words } = standing(clock, now);
  return (
    <li>
      <div className={classes.clockHead}>
        <span>{metricWords[clock.metric]}</span>
        <ClockBadge look={look}>{words}</ClockBadge>
      </div>
      <p className={classes.soft}>
        <Times clock={clock} />
        {earlier.length > 0 && (
          <>
            <br />
            Before: {countWords(earlier)}
          </>
        )}
      </p>
    </li>
  );
}

function Times({ clock }: { clock: SlaClock }) {
  const { stoppedAt, leftMinutes, dueAt, targetMinutes } = clock;
  const target = durationWords(targetMinutes);
  if (!stoppedAt && leftMinutes !== null) {
    const size = durationWords(Math.abs(leftMinutes));
    return leftMinutes < 0 ? `Late by ${size}; target ${target}` : `${size} left of ${target}`;
  }
  return (
    <>
      {stoppedAt && (
        <>
          {stopWords(clock)} <When at={stoppedAt} exact />
          <br />
        </>
      )}
      {dueAt && (
        <>
          {stoppedAt ? 'Was due' : 'Due'} <When at={dueAt} exact />
          <br />
        </>
      )}
      Target {target}
    </>
  );
}
