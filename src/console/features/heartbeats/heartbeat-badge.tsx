import type { ReactNode } from 'react';
import type { HeartbeatState } from '../../../contract/heartbeats.ts';
import { BadgeMark, DASHED, ROUND, TICKED, WARNING } from '../../ui/badge-mark.tsx';
import { heartbeatStateWords } from './heartbeat-words.ts';
import classes from './heartbeats.module.css';

const shapes: Record<HeartbeatState, ReactNode> = {
  missing: WARNING,
  late: (
    <>
      {ROUND}
      <path d="M7 4.3V7l1.9 1.3" />
    </>
  ),
  waiting: DASHED,
  maintenance: (
    <>
      {ROUND}
      <path d="M5.8 5.2v3.6M8.2 5.2v3.6" />
    </>
  ),
  healthy: TICKED,
};

/** Whether it is heard: shape, colour and words. */
export const HeartbeatBadge = ({ state }: { state: HeartbeatState }) => (
  <span className={classes.badge} data-look={state}>
    <BadgeMark>{shapes[state]}</BadgeMark>
    {heartbeatStateWords[state]}
  </span>
);
