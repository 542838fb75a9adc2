import type { ReactNode } from 'react';
import type { AlertSeverity, AlertState } from '../../../contract/alerts.ts';
import { BadgeMark, DASHED, ROUND, TICKED, WARNING } from '../../ui/badge-mark.tsx';
import { alertStateWords, severityWords } from './alert-words.ts';
import classes from './alerts.module.css';

const severityShapes: Record<AlertSeverity, ReactNode> = {
  critical: (
    <>
      <path d="M4.6 1.5h4.8l3.1 3.1v4.8l-3.1 3.1H4.6L1.5 9.4V4.6z" fill="currentColor" />
      <path d="M7 4.2v3.3M7 9.7v.1" className={classes.cut} />
    </>
  ),
  error: (
    <>
      {ROUND}
      <path d="m5.2 5.2 3.6 3.6M8.8 5.2 5.2 8.8" />
    </>
  ),
  warning: WARNING,
  info: (
    <>
      {ROUND}
      <path d="M7 6.6v3M7 4.4v.1" />
    </>
  ),
};
const stateShapes: Record<AlertState, ReactNode> = {
  triggered: DASHED,
  acknowledged: (
    <>
      {ROUND}
      <path d="M7 4.5a2.5 2.5 0 0 1 0 5z" fill="currentColor" strokeWidth="1" />
    </>
  ),
  resolved: TICKED,
};

/** How bad it is: shape, colour and words. */
export const SeverityBadge = ({ severity }: { severity: AlertSeverity }) => (
  <Badge look={severity} shape={severityShapes[severity]}>
    {severityWords[severity]}
  </Badge>
);

export const AlertStateBadge = ({ state }: { state: AlertState }) => (
  <Badge look={state} shape={stateShapes[state]}>
    {alertStateWords[state]}
  </Badge>
);

type BadgeProps = { look: AlertSeverity | AlertState; shape: ReactNode; children: string };

function Badge({ look, shape, children }: BadgeProps) {
  return (
    <span className={classes.badge} data-look={look}>
      <BadgeMark>{shape}</BadgeMark>
      {children}
    </span>
  );
}
