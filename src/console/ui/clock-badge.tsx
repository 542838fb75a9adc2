import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SlaMetric, SlaState } from '../../contract/sla.ts';
import { useMeIfAny } from '../session.tsx';
import { BadgeMark, ROUND, TICKED, WARNING } from './badge-mark.tsx';
import classes from './clock-badge.module.css';
import { type Due, dueLook, dueWords } from './due.ts';
import { exactTime } from './time.ts';
import { useNow } from './when.tsx';

export const metricWords: Record<SlaMetric, string> = {
  first_response: 'First response',
  next_response: 'Next response',
  resolution: 'Resolution',
};

/** `soon`: it runs, and three quarters of its time are gone. */
export type ClockLook = SlaState | 'soon';

const shapes: Record<ClockLook, ReactNode> = {
  running: (
    <>
      {ROUND}
      <path d="M7 4.4V7l1.8 1.1" />
    </>
  ),
  soon: (
    <>
      {ROUND}
      <path d="M7 7V4a3 3 0 1 1-3 3z" fill="currentColor" strokeWidth="1" />
    </>
  ),
  breached: WARNING,
  paused: (
    <>
      {ROUND}
      <path d="M5.8 5.2v3.6M8.2 5.2v3.6" />
    </>
  ),
  met: TICKED,
  cancelled: (
    <>
      {ROUND}
      <path d="m5.4 5.4 3.2 3.2M8.6 5.4 5.4 8.6" />
    </>
  ),
};

type ClockBadgeProps = { look: ClockLook; title?: string; children: ReactNode };

/** How a clock of a ticket stands: shape, colour and words. */
export function ClockBadge({ look, title, children }: ClockBadgeProps) {
  return (
    <span className={classes.badge} data-look={look} title={title}>
      <BadgeMark>{shapes[look]}</BadgeMark>
      <span>{children}</span>
    </span>
  );
}

type DueBadgeProps = {
  due: Due;
  /** Says what is due, where no heading does. */
  full?: boolean;
};

/** When something is due; turns by itself as time goes on. */
export function DueBadge({ due, full = false }: DueBadgeProps) {
  const now = useNow();
  const me = useMeIfAny();
  const look = dueLook(due, now);
  const what = metricWords[due.metric];
  return (
    <ClockBadge
      look={look}
      title={`${what}: ${look === 'breached' ? 'was due' : 'due'} ${exactTime(due.at, me?.locale, me?.timeZone)}`}
    >
      {full ? `${what} ` : <VisuallyHidden>{what} </VisuallyHidden>}
      {dueWords(due.at, now)}
      {look === 'soon' && <VisuallyHidden>, soon</VisuallyHidden>}
    </ClockBadge>
  );
}
