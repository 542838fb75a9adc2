import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { MeetingItem, WholeMeeting } from '../../../contract/change-meetings.ts';
import { CloseIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import { ApprovalBadge } from '../approvals/approval-badge.tsx';
import { ApprovalState } from '../approvals/approval-state.tsx';
import { VoteButtons } from '../approvals/vote-buttons.tsx';
import settings from '../settings/settings.module.css';
import { ChangeBadge, RiskBadge } from './change-badge.tsx';
import type { ChangeForm } from './change-forms.ts';
import { typeWords } from './change-words.ts';
import classes from './changes.module.css';
import { removingFrom } from './meeting-forms.ts';
import { MeetingMinutes } from './meeting-minutes.tsx';
import { Window } from './window.tsx';

type MeetingItemProps = {
  meeting: WholeMeeting;
  item: MeetingItem;
  /** From 1. */
  place: number;
  /** Absent: it cannot go there. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  ask: (form: ChangeForm) => void;
};

/** A change on the agenda. */
export function MeetingItemView({ meeting, item, place, onUp, onDown, ask }: MeetingItemProps) {
  const { change, approvals, addedBy } = item;
  const { number, title, type, state, risk, implementer } = change;
  const { verbs } = meeting;
  return (
    <li className={classes.agendaItem} aria-label={`${place}: ${number}`}>
      <div className={classes.itemHead}>
        <h3>
          {place}.{' '}
          <Link to="/changes/$number" params={{ number }}>
            {number} · <bdi>{title}</bdi>
          </Link>
        </h3>
        <div className={classes.itemMoves}>
          {verbs.includes('order') && (
            <>
              <MoveButton label={`Move ${number} up`} className={settings.up} onMove={onUp} />
              <MoveButton label={`Move ${number} down`} onMove={onDown} />
            </>
          )}
          {verbs.includes('remove') && item.minutes === '' && (
            <ActionIcon
              aria-label={`Take ${number} off the agenda`}
              onClick={() => ask(removingFrom(meeting, item))}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          )}
        </div>
      </div>
      <div className={classes.badges}>
        <ChangeBadge state={state} />
        <RiskBadge risk={risk} />
      </div>
      <p className={classes.hint}>
        {typeWords[type]} change · <Window change={change} /> ·{' '}
        {implementer ? <bdi>{implementer.name}</bdi> : 'nobody carries it out'}
        {addedBy && (
          <>
            {' '}
            · added by <bdi>{addedBy.name}</bdi>
          </>
        )}
      </p>
      {approvals.map((approval) => (
        <section
          key={approval.id}
          className={classes.votes}
          aria-label={`Approval of ${number}: ${approval.policy.name}`}
        >
          <p className={classes.fact}>
            <bdi>{approval.policy.name}</bdi> <ApprovalBadge state={approval.state} />
          </p>
          <ApprovalState approval={approval} />
          <VoteButtons approval={approval} />
        </section>
      ))}
      <MeetingMinutes meetingId={meeting.id} item={item} mayWrite={verbs.includes('minutes')} />
    </li>
  );
}
