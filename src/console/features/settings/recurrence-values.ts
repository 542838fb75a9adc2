/** A recurrence as its form holds it: what each kind of work needs, side by side. */

import type { useForm } from '@mantine/form';
import { Level, TicketKind } from '../../../contract/common.ts';
import type { InputOf } from '../../../contract/endpoint.ts';
import type { Recurrence, RecurrenceAction, recurrences } from '../../../contract/recurrences.ts';
import { cronOf, type When, whenOf } from './recurrence-when.ts';

type Doing = RecurrenceAction['do'];

export type RecurrenceValues = When & {
  name: string;
  timeZone: string;
  missed: Recurrence['missed'];
  action: {
    do: Doing;
    title: string;
    description: string;
    kind: string;
    impact: string;
    urgency: string;
    category: string;
    tags: string[];
    queueId: string | null;
    requesterId: string;
    assigneeId: string | null;
    /** A line each. */
    tasks: string;
    window: { daysAfter: number | string; at: string; minutes: number | string };
    systems: string[];
    templateId: string | null;
    services: string[];
    policyId: string | null;
    frozen: 'draft' | 'next';
    channel: string;
    conversation: string;
    queueIds: string[];
    period: 'day' | 'week';
  };
};

export type RecurrenceFormState = Pick<
  ReturnType<typeof useForm<RecurrenceValues>>,
  'errors' | 'getInputProps' | 'getValues' | 'setFieldValue' | 'setValues'
>;

export const doingWords: Record<Doing, string> = {
  ticket: 'Open a ticket',
  patch_window: 'Plan a patch window',
  digest: 'Post a digest',
};

/** @param me in whose name and zone a new one begins */
export function recurrenceValues(
  recurrence: Recurrence | null,
  me: { id: string; timeZone: string },
): RecurrenceValues {
  const action = recurrence?.action;
  const template = action && action.do !== 'digest' ? action : undefined;
  const patch = action?.do === 'patch_window' ? action : undefined;
  const digest = action?.do === 'digest' ? action : undefined;
  const text = (value: string | number | null | undefined) => (value == null ? '' : String(value));
  return {
    name: recurrence?.name ?? '',
    timeZone: recurrence?.timeZone ?? me.timeZone,
    missed: recurrence?.missed ?? 'catch_up_once',
    ...whenOf(recurrence?.cron),
    action: {
      do: action?.do ?? 'ticket',
      title: text(template?.title),
      description: text(template?.description),
      kind: action?.do === 'ticket' ? text(action.kind) : '',
      impact: text(template?.impact),
      urgency: text(template?.urgency),
      category: text(template?.category),
      tags: template?.tags ?? [],
      queueId: template?.queueId ?? null,
      requesterId: template?.requesterId ?? me.id,
      assigneeId: template?.assigneeId ?? null,
      tasks: template?.tasks.join('\n') ?? '',
      window: patch?.window ?? { daysAfter: 4, at: '22:00', minutes: 240 },
      systems: patch?.systems ?? [],
      ...{ templateId: patch?.templateId ?? null, services: patch?.services ?? [] },
      ...{ policyId: patch?.policyId ?? null, frozen: patch?.frozen ?? 'draft' },
      channel: digest?.channel ?? 'web',
      conversation: digest?.conversation ?? '',
      queueIds: digest?.queueIds ?? [],
      period: digest?.period ?? 'day',
    },
  };
}

export function recurrenceOf(values: RecurrenceValues): InputOf<typeof recurrences.create> {
  const { name, timeZone, missed, action } = values;
  return { name, timeZone, missed, cron: cronOf(values), action: actionOf(action) };
}

function actionOf(values: RecurrenceValues['action']): InputOf<typeof recurrences.create>['action'] {
  if (values.do === 'digest') {
    const { channel, conversation, queueIds, period } = values;
    return { do: 'digest', channel, conversation, queueIds, period };
  }
  const { title, description, tags, queueId, requesterId, assigneeId, systems, window } = values;
  const template = {
    ...{ title, description, tags, queueId, requesterId, assigneeId },
    impact: Level.safeParse(Number(values.impact)).data ?? null,
    urgency: Level.safeParse(Number(values.urgency)).data ?? null,
    category: values.category.trim() || null,
    tasks: values.tasks
      .split('\n')
      .map((task) => task.trim())
      .filter((task) => task !== ''),
  };
  if (values.do === 'ticket') {
    return { do: 'ticket', ...template, kind: TicketKind.safeParse(values.kind).data ?? null };
  }
  // An empty field is no number of days.
  const number = (value: number | string) => (value === '' ? Number.NaN : Number(value));
  const { templateId, services, policyId, frozen } = values;
  return {
    ...{ do: 'patch_window', ...template, systems },
    window: { at: window.at, daysAfter: number(window.daysAfter), minutes: number(window.minutes) },
    ...{ templateId, frozen },
    ...(templateId ? { services, policyId } : {}),
  };
}
