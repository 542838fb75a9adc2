import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { WholeMeeting } from '../../../contract/change-meetings.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { When } from '../../ui/when.tsx';
import { MeetingBadge } from './change-badge.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import type { ChangeForm } from './change-forms.ts';
import classes from './changes.module.css';
import { MeetingActions } from './meeting-actions.tsx';
import { MeetingItemView } from './meeting-item.tsx';
import { Window } from './window.tsx';

/** One meeting: its agenda, and of each change the votes and the minutes. */
export function MeetingView({ meeting }: { meeting: WholeMeeting }) {
  const [asked, setAsked] = useState<ChangeForm | null>(null);
  const { id, board, chair, at, endsAt, timeZone, state, reason, agenda, removed } = meeting;
  const order = useVerb(api.changeMeetings.order);
  const moveTo = (index: number, place: number) => {
    if (!meeting.verbs.includes('order') || order.isPending || place < 0 || place >= agenda.length) {
      return undefined;
    }
    return () => {
      const itemIds = agenda.map((one) => one.id);
      const [moved = ''] = itemIds.splice(index, 1);
      itemIds.splice(place, 0, moved);
      const done = `${agenda[index]?.change.number} is now number ${place + 1}.`;
      order.mutate({ id, itemIds }, { onSuccess: () => announce(done) });
    };
  };
  return (
    <div className={classes.meeting}>
      <header className={classes.head}>
        <PageTitle
          tab={`${board.name} · Meetings`}
          above={
            <Link to="/changes/meetings" search={{}} className={classes.back}>
              <BackIcon size={16} />
              Meetings
            </Link>
          }
        >
          {board.name}
        </PageTitle>
        <div className={classes.badges}>
          <MeetingBadge state={state} />
          <span>
            Led by <bdi>{chair.name}</bdi>
          </span>
        </div>
        <p className={classes.fact}>
          <Window change={{ startsAt: at, endsAt, timeZone }} full />
        </p>
        {reason && (
          <p className={classes.fact} dir="auto">
            {reason}
            {meeting.missedSince && meeting.missedSince !== at && (
              <>
                {' '}
                It stands for all since <When at={meeting.missedSince} exact />.
              </>
            )}
          </p>
        )}
        <MeetingActions meeting={meeting} ask={setAsked} />
        {meeting.beganAt && agenda.length > 0 && (
          <ProgressBar label="Minutes" progress={{ done: meeting.minuted, total: meeting.items }} />
        )}
      </header>
      <section aria-labelledby="agenda">
        <h2 id="agenda" className={classes.agendaHead}>
          Agenda
        </h2>
        {agenda.length === 0 && (
          <p className={classes.missing}>
            {state === 'planned'
              ? 'Nothing yet: what fits the filter of the board comes by itself.'
              : 'Nothing.'}
          </p>
        )}
        <ol className={classes.agenda}>
          {agenda.map((item, index) => (
            <MeetingItemView
              key={item.id}
              meeting={meeting}
              item={item}
              place={index + 1}
              onUp={moveTo(index, index - 1)}
              onDown={moveTo(index, index + 1)}
              ask={setAsked}
            />
          ))}
        </ol>
      </section>
      {removed.length > 0 && (
        <section aria-labelledby="removed">
          <h2 id="removed" className={classes.agendaHead}>
            Taken off the agenda
          </h2>
          <ul className={classes.plain}>
            {removed.map(({ number, title, reason: why }) => (
              <li key={number}>
                <Link to="/changes/$number" params={{ number }}>
                  {number} · <bdi>{title}</bdi>
                </Link>
                : <bdi>{why}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ChangeDialog asked={asked} onClose={() => setAsked(null)} />
    </div>
  );
}
