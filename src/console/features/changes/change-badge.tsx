import type { ReactNode } from 'react';
import { type MeetingState, meetingStateWords } from '../../../contract/change-meetings.ts';
import { type ChangeRisk, type ChangeState, changeStateWords } from '../../../contract/changes.ts';
import { BadgeMark, DASHED, ROUND, TICKED } from '../../ui/badge-mark.tsx';
import { riskWords } from './change-words.ts';
import classes from './changes.module.css';

const shapes: Record<ChangeState, ReactNode> = {
  new: (
    <>
      {ROUND}
      <path d="M5 7h4" />
    </>
  ),
  assess: DASHED,
  authorize: DASHED,
  scheduled: (
    <>
      {ROUND}
      <path d="M7 4.4V7l1.8 1.3" />
    </>
  ),
  implement: (
    <>
      {ROUND}
      <path d="m6 5 3 2-3 2z" />
    </>
  ),
  review: (
    <>
      {ROUND}
      <circle cx="7" cy="7" r="1.6" fill="currentColor" />
    </>
  ),
  closed: TICKED,
  cancelled: (
    <>
      {ROUND}
      <path d="M3.6 3.6l6.8 6.8" />
    </>
  ),
};

/** How far a change is: shape, colour and words. */
export const ChangeBadge = ({ state }: { state: ChangeState }) => (
  <span className={classes.badge} data-look={state}>
    <BadgeMark>{shapes[state]}</BadgeMark>
    {changeStateWords[state]}
  </span>
);

const looks: Record<MeetingState, ChangeState> = {
  planned: 'scheduled',
  under_way: 'implement',
  held: 'closed',
  cancelled: 'cancelled',
};

/** How far a meeting about changes is. */
export const MeetingBadge = ({ state }: { state: MeetingState }) => (
  <span className={classes.badge} data-look={looks[state]}>
    <BadgeMark>{shapes[looks[state]]}</BadgeMark>
    {meetingStateWords[state]}
  </span>
);

const BARS = ['M3 11.5v-2', 'M7 11.5V7', 'M11 11.5V3.5'];
const filled: Record<ChangeRisk, number> = { low: 1, medium: 2, high: 3 };

/** How risky a change is. */
export const RiskBadge = ({ risk }: { risk: ChangeRisk }) => (
  <span className={classes.badge} data-look={risk}>
    <BadgeMark>
      {BARS.map((bar, index) => (
        <path key={bar} d={bar} strokeWidth="2" opacity={index < filled[risk] ? 1 : 0.3} />
      ))}
    </BadgeMark>
    {riskWords[risk]}
  </span>
);
