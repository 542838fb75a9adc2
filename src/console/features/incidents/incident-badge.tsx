import type { ReactNode } from 'react';
import type { IncidentState } from '../../../contract/incidents.ts';
import { BadgeMark } from '../../ui/badge-mark.tsx';
import { incidentStateWords } from './incident-words.ts';
import classes from './incidents.module.css';

const round = <circle cx="7" cy="7" r="5" />;
const shapes: Record<IncidentState, ReactNode> = {
  proposed: <circle cx="7" cy="7" r="5" strokeDasharray="2.2 1.73" />,
  rejected: (
    <>
      {round}
      <path d="M3.6 3.6l6.8 6.8" />
    </>
  ),
  cancelled: (
    <>
      {round}
      <path d="M3.6 3.6l6.8 6.8" />
    </>
  ),
  investigating: (
    <>
      <path d="M7 1.8 13 12H1z" />
      <path d="M7 5.6v2.8M7 10.3v.1" />
    </>
  ),
  identified: (
    <>
      {round}
      <circle cx="7" cy="7" r="1.6" fill="currentColor" />
    </>
  ),
  monitoring: (
    <>
      {round}
      <path d="M4.4 7.6h1.4l1-2.4 1 3.8.8-1.4h1" />
    </>
  ),
  resolved: (
    <>
      {round}
      <path d="m4.9 7.2 1.5 1.5 2.8-3.1" />
    </>
  ),
};

/** How far a major incident is: shape, colour and words. */
export const IncidentBadge = ({ state }: { state: IncidentState }) => (
  <span className={classes.badge} data-look={state}>
    <BadgeMark>{shapes[state]}</BadgeMark>
    {incidentStateWords[state]}
  </span>
);
