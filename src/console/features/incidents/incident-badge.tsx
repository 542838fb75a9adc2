import type { ReactNode } from 'react';
import { type IncidentState, incidentStateWords } from '../../../contract/incidents.ts';
import { type ReviewState, reviewStateWords } from '../../../contract/reviews.ts';
import { BadgeMark, DASHED, ROUND, TICKED, WARNING } from '../../ui/badge-mark.tsx';
import classes from './incidents.module.css';

const STRUCK = (
  <>
    {ROUND}
    <path d="M3.6 3.6l6.8 6.8" />
  </>
);
const shapes: Record<IncidentState, ReactNode> = {
  proposed: DASHED,
  rejected: STRUCK,
  cancelled: STRUCK,
  investigating: WARNING,
  identified: (
    <>
      {ROUND}
      <circle cx="7" cy="7" r="1.6" fill="currentColor" />
    </>
  ),
  monitoring: (
    <>
      {ROUND}
      <path d="M4.4 7.6h1.4l1-2.4 1 3.8.8-1.4h1" />
    </>
  ),
  resolved: TICKED,
};

/** How far a major incident is: shape, colour and words. */
export const IncidentBadge = ({ state }: { state: IncidentState }) => (
  <span className={classes.badge} data-look={state}>
    <BadgeMark>{shapes[state]}</BadgeMark>
    {incidentStateWords[state]}
  </span>
);

const reviewShapes: Record<ReviewState, ReactNode> = {
  draft: DASHED,
  in_review: shapes.identified,
  done: TICKED,
};

/** How far a review is. */
export const ReviewBadge = ({ state }: { state: ReviewState }) => (
  <span className={classes.badge} data-look={state}>
    <BadgeMark>{reviewShapes[state]}</BadgeMark>
    {`Review: ${reviewStateWords[state].toLowerCase()}`}
  </span>
);
