/** An escalation policy as its form holds it: every field present, numbers as they are typed. */

import type { z } from 'zod';
import type { CreateEscalationPolicy, EscalationPolicy, PageTarget } from '../../../contract/escalation.ts';

export type TargetValues = {
  /** Tells them apart while they are moved; never sent. */
  key: string;
  who: PageTarget['who'];
  personId: string;
  teamId: string;
  scheduleId: string;
  webhookId: string;
  queueId: string;
  requesterId: string;
  /** Of a ticket, empty: as bad as the alert is; of a major incident its severity, empty: P1. */
  priority: string;
  channel: string;
  conversation: string;
};
export type StepValues = {
  key: string;
  page: TargetValues[];
  waitMinutes: number | string;
  calendarId: string | null;
  within: 'within' | 'outside';
  /** Both empty: however busy it is. */
  alerts: number | string;
  minutes: number | string;
};
export type PolicyValues = {
  name: string;
  steps: StepValues[];
  repeat: number | string;
  /** Empty: until it is resolved. */
  acknowledgedMinutes: number | string;
};

let keys = 0;
const newKey = () => String(++keys);

export const newTarget = (target?: PageTarget): TargetValues => ({
  ...{ key: newKey(), who: 'person', personId: '', teamId: '', scheduleId: '', webhookId: '' },
  ...{ channel: 'slack', conversation: '', queueId: '', requesterId: '' },
  ...target,
  priority: priorityOf(target),
});

function priorityOf(target: PageTarget | undefined): string {
  if (target?.who === 'incident') return String(target.severity);
  return target?.who === 'ticket' ? String(target.priority ?? '') : '';
}

export const newStep = (): StepValues => ({
  ...{ key: newKey(), page: [newTarget()], waitMinutes: 5 },
  ...{ calendarId: null, within: 'within', alerts: '', minutes: '' },
});

export function valuesOf(policy: EscalationPolicy | null): PolicyValues {
  if (!policy) return { name: '', steps: [newStep()], repeat: 0, acknowledgedMinutes: '' };
  return {
    name: policy.name,
    steps: policy.steps.map(({ page, waitMinutes, onlyIf: { hours, busy } }) => ({
      ...{ key: newKey(), page: page.map(newTarget), waitMinutes },
      ...{ calendarId: hours?.calendarId ?? null, within: hours?.within === false ? 'outside' : 'within' },
      ...{ alerts: busy?.alerts ?? '', minutes: busy?.minutes ?? '' },
    })),
    repeat: policy.repeat,
    acknowledgedMinutes: policy.acknowledgedMinutes ?? '',
  };
}

function targetOf({
  who,
  personId,
  teamId,
  scheduleId,
  webhookId,
  channel,
  conversation,
  queueId,
  requesterId,
  priority,
}: TargetValues): PageTarget {
  switch (who) {
    case 'person':
      return { who, personId };
    case 'team':
    case 'round_robin':
      return { who, teamId };
    case 'schedule':
      return { who, scheduleId };
    case 'webhook':
      return { who, webhookId };
    case 'conversation':
      return { who, channel, conversation };
    case 'ticket':
      return { who, queueId, requesterId, priority: priority === '' ? null : Number(priority) };
    case 'incident':
      return { who, queueId, requesterId, severity: Number(priority || 1) };
  }
}

/** What is sent. */
export function policyOf({
  name,
  steps,
  repeat,
  acknowledgedMinutes,
}: PolicyValues): z.output<typeof CreateEscalationPolicy> {
  return {
    name,
    steps: steps.map(({ page, waitMinutes, calendarId, within, alerts, minutes }) => ({
      page: page.map(targetOf),
      waitMinutes: Number(waitMinutes),
      onlyIf: {
        ...(calendarId ? { hours: { calendarId, within: within === 'within' } } : {}),
        ...(alerts === '' && minutes === ''
          ? {}
          : { busy: { alerts: Number(alerts), minutes: Number(minutes) } }),
      },
    })),
    repeat: Number(repeat),
    acknowledgedMinutes: acknowledgedMinutes === '' ? null : Number(acknowledgedMinutes),
  };
}

/** Where the form has the field that the contract calls so. */
export const fieldOf = (path: string): string =>
  path.replace('.onlyIf.hours', '').replace('.onlyIf.busy', '');
