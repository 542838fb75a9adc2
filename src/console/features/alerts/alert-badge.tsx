import type { ReactNode } from 'react';
import type { AlertSeverity, AlertState } from '../../../contract/alerts.ts';
import { BadgeMark } from '../../ui/badge-mark.tsx';
import { alertStateWords, severityWords } from './alert-words.ts';
import classes from './alerts.module.css';

const round = <circle cx="7" cy="7" r="5" />;
const triangle = <path d="M7 1.8 13 12H1z" />;
const severityShapes: Record<AlertSeverity, ReactNode> = {
  critical: (
    <>
      <path d="M4.6 1.5h4.8l3.1 3.1v4.8l-3.1 3.1H4.6L1.5 9.4V4.6z" fill="currentColor" />
      <path d="M7 4.2v3.3M7 9.7v.1" className={classes.cut} />
    </>
  ),
  error: (
    <>
      {round}
      <path d="m5.2 5.2 3.6 3.6M8.8 5.2 5.2 8.8" />
    </>
  ),
  warning: (
    <>
      {triangle}
      <path d="M7 5.6v2.8M7 10.3v.1" />
    </>
  ),
  info: (
    <>
      {round}
      <path d="M7 6.6v3M7 4.4v.1" />
    </>
  ),
};
const stateShapes: Record<AlertState, ReactNode> = {
  triggered: <circle cx="7" cy="7" r="5" strokeDasharray="2.2 1.73" />,
  acknowledged: (
    <>
      {round}
      <path d="M7 4.5a2.5 2.5 0 0 1 0 5z" fill="currentColor" strokeWidth="1" />
    </>
  ),
  resolved: (
    <>
      {round}
      <path d="m4.9 7.2 1.5 1.5 2.8-3.1" />
    </>
  ),
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
