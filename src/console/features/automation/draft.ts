/**
 * An automation rule as its form holds it: every field present, and what is typed as it is typed. Paths are those of
 * the API, so that the server's `actions.2.text` is the form's. Only the condition has a shape of its own: tree.ts.
 */
import {
  type AutomationRule,
  type ChangedField,
  CreateAutomation,
  type RuleAction,
  type Trigger,
} from '../../../contract/automation.ts';
import { durationTyped, minutesTyped } from '../../ui/duration.ts';
import { cronOf, type When, whenOf } from '../settings/recurrence-when.ts';
import { checkedBy } from '../ticket/form.ts';
import { type ActionDraft, actionDraft, actionOf } from './action-draft.ts';
import { conditionOf, type Group, treeErrors, treeOf } from './tree.ts';

export type TriggerDraft = {
  on: Trigger['on'];
  fields: ChangedField[];
  to: string[];
  decided: string[];
  happens: string[];
  by: 'requester' | 'agent' | 'anybody';
  metric: string;
  /** Of a threshold: per cent of the time, or minutes after it was due. */
  counts: 'percent' | 'after';
  threshold: string;
  hours: string;
  when: When & { timeZone: string };
};

export type Draft = {
  name: string;
  trigger: TriggerDraft;
  condition: Group;
  delayMinutes: string;
  actions: ActionDraft[];
};

const blankTrigger: Omit<TriggerDraft, 'when'> = {
  on: 'opened',
  fields: [],
  to: [],
  decided: ['approved'],
  happens: ['ticketed'],
  by: 'anybody',
  metric: '',
  counts: 'percent',
  threshold: '100',
  hours: '24',
};

/** @param timeZone by which a new one goes by the clock */
export function draftOf(rule: AutomationRule | null, timeZone: string): Draft {
  const blank = { ...blankTrigger, when: { ...whenOf(), timeZone } };
  return {
    name: rule?.name ?? '',
    trigger: rule ? triggerDraft(rule.trigger, blank) : blank,
    condition: treeOf(rule?.condition ?? null),
    delayMinutes: rule && rule.delayMinutes > 0 ? durationTyped(rule.delayMinutes) : '',
    actions: (rule?.actions ?? []).map(actionDraft),
  };
}

function triggerDraft(trigger: Trigger, blank: TriggerDraft): TriggerDraft {
  const rest = { ...blank, on: trigger.on };
  switch (trigger.on) {
    case 'changed':
      return { ...rest, fields: trigger.fields ?? [] };
    case 'state':
      return { ...rest, to: trigger.to };
    case 'approval':
      return { ...rest, decided: trigger.decided };
    case 'alert':
      return { ...rest, happens: trigger.happens };
    case 'replied':
      return { ...rest, by: trigger.by };
    case 'sla': {
      const isAfter = trigger.threshold.startsWith('+');
      return {
        ...rest,
        metric: trigger.metric ?? '',
        counts: isAfter ? 'after' : 'percent',
        threshold: isAfter ? durationTyped(Number(trigger.threshold)) : trigger.threshold,
      };
    }
    case 'idle':
      return { ...rest, hours: String(trigger.hours) };
    case 'schedule':
      return { ...rest, when: { ...whenOf(trigger.cron), timeZone: trigger.timeZone } };
    default:
      return rest;
  }
}

/** What is sent. What cannot be read comes out as the contract refuses it. */
export const ruleOf = ({ name, trigger, condition, delayMinutes, actions }: Draft) => ({
  name,
  trigger: triggerOf(trigger),
  condition: conditionOf(condition),
  delayMinutes: delayMinutes.trim() === '' ? 0 : (minutesTyped(delayMinutes) ?? Number.NaN),
  actions: actions.map((action) => actionOf(action) as RuleAction),
});

export function triggerOf({
  on,
  fields,
  to,
  decided,
  happens,
  by,
  metric,
  counts,
  threshold,
  hours,
  when,
}: TriggerDraft): Trigger {
  const made = (): object => {
    switch (on) {
      case 'changed':
        return fields.length > 0 ? { fields } : {};
      case 'state':
        return { to };
      case 'approval':
        return { decided };
      case 'alert':
        return { happens };
      case 'replied':
        return { by };
      case 'sla':
        return {
          ...(metric ? { metric } : {}),
          threshold: counts === 'after' ? `+${minutesTyped(threshold) ?? ''}` : threshold.replace(/ ?%$/, ''),
        };
      case 'idle':
        return { hours: hours.trim() === '' ? Number.NaN : Number(hours) };
      case 'schedule':
        return { cron: cronOf(when), timeZone: when.timeZone };
      default:
        return {};
    }
  };
  return { on, ...made() } as Trigger;
}

/** What is wrong, at the fields of the form. */
export function draftErrors(draft: Draft): Record<string, string> {
  const { condition: _, ...rule } = ruleOf(draft);
  const errors = Object.entries(checkedBy(CreateAutomation)(rule));
  return {
    ...Object.fromEntries(
      errors.map(([path, words]) => [
        path,
        typedWords(draft, path) ?? emptyWords(rule, path) ?? String(words),
      ]),
    ),
    ...treeErrors(draft.condition),
  };
}

/** What the contract says of numbers that nobody has typed as such. */
function typedWords({ trigger }: Draft, path: string): string | undefined {
  switch (path) {
    case 'delayMinutes':
      return 'Write it as 30m, 4h or 1h 30m; at most 720h.';
    case 'trigger.cron':
      return trigger.when.every === 'cron' ? undefined : 'must be a time such as 09:00';
    case 'trigger.hours':
      return 'Between a quarter of an hour and 2,000 hours.';
    case 'trigger.threshold':
      return trigger.counts === 'after' ? 'Write it as 4h, 30m or 1h 30m.' : 'A number from 1 to 100.';
    default:
      return undefined;
  }
}

/** What the contract would say of another kind of value. */
export function emptyWords(rule: object, path: string): string | undefined {
  const value = path
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], rule);
  return value === '' || value === null ? 'must not be empty' : undefined;
}
