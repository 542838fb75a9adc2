/** An automation rule in plain words. */
import type {
  AlertHappening,
  AutomationRule,
  ChangedField,
  Condition,
  RuleAction,
  Trigger,
} from '../../../contract/automation.ts';
import { metricWords } from '../../ui/clock-badge.tsx';
import { durationWords } from '../../ui/duration.ts';
import { stateWords } from '../../ui/state-badge.tsx';
import { whenInWords } from '../settings/recurrence-when.ts';
import { and, isText, or, sentence } from '../settings/rule-words.ts';
import { actionWords, tellWords } from './action-words.ts';
import { conditionWords, type RuleNames } from './condition-words.ts';

type Sentence = Pick<AutomationRule, 'trigger' | 'condition' | 'delayMinutes' | 'actions'>;

/** “When the requester replies, if its priority is P2 or more urgent, after 30 min: assign it to Ada.” */
export function ruleWords({ trigger, condition, delayMinutes, actions }: Sentence, names: RuleNames): string {
  const parts = [
    triggerWords(trigger),
    condition && `if ${conditionWords(condition, names)}`,
    delayMinutes > 0 && `after ${longWords(delayMinutes)}`,
  ].filter(isText);
  const acts = actions.map((action) => actionWords(action, names));
  return `${sentence(parts.join(', '))}: ${acts.length > 0 ? and.format(acts) : 'nothing yet'}.`;
}

/** Days, too: a delay goes by the clock on the wall. */
function longWords(minutes: number): string {
  const days = minutes / (24 * 60);
  if (!Number.isInteger(days)) return durationWords(minutes);
  return days === 1 ? '1 day' : `${days} days`;
}

export const fieldWords: Record<ChangedField, string> = {
  title: 'the title',
  description: 'the description',
  kind: 'the kind',
  state: 'the state',
  holdReason: 'the reason for the hold',
  impact: 'the impact',
  urgency: 'the urgency',
  priority: 'the priority',
  category: 'the category',
  tags: 'the tags',
  queueId: 'the queue',
  assigneeId: 'the assignee',
};

export const decidedWords: Record<Extract<Trigger, { on: 'approval' }>['decided'][number], string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Not decided in time',
};

export const alertWords: Record<AlertHappening, string> = {
  ticketed: 'Got this ticket',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  exhausted: 'Nobody has answered',
};
const becomesWords: Record<AlertHappening, string> = {
  ticketed: 'gets the ticket',
  acknowledged: 'is acknowledged',
  resolved: 'is resolved',
  exhausted: 'was answered by nobody',
};

const byWords = { requester: 'the requester', agent: 'an agent', anybody: 'somebody' };

export function triggerWords(trigger: Trigger): string {
  switch (trigger.on) {
    case 'opened':
      return 'when a ticket is opened';
    case 'changed':
      return trigger.fields
        ? `when ${or.format(trigger.fields.map((field) => fieldWords[field]))} changes`
        : 'when anything changes';
    case 'state':
      return `when it becomes ${or.format(trigger.to.map((state) => stateWords[state].toLowerCase()))}`;
    case 'replied':
      return `when ${byWords[trigger.by]} replies`;
    case 'noted':
      return 'when somebody writes a note';
    case 'approval':
      return `when an approval is ${or.format(trigger.decided.map((state) => decidedWords[state].toLowerCase()))}`;
    case 'alert':
      return `when an alert ${or.format(trigger.happens.map((one) => becomesWords[one]))}`;
    case 'sla':
      return `when ${thresholdWords(trigger)}`;
    case 'idle':
      return `when nothing has happened for ${trigger.hours} h`;
    case 'schedule':
      return `at set times (${whenInWords(trigger.cron)}, ${trigger.timeZone}), for every open ticket`;
  }
}

function thresholdWords({ metric, threshold }: Extract<Trigger, { on: 'sla' }>): string {
  const what = metric ? `the ${metricWords[metric].toLowerCase()}` : 'anything';
  if (threshold.startsWith('+')) return `${what} has been overdue for ${durationWords(Number(threshold))}`;
  return threshold === '100' ? `${what} is due` : `${threshold} % of the time for ${what} is gone`;
}

/** Those whose names the words need. */
export function peopleIn({ condition, actions }: Pick<AutomationRule, 'condition' | 'actions'>): string[] {
  const inCondition = (part: Condition): string[] => {
    if ('all' in part) return part.all.flatMap(inCondition);
    if ('any' in part) return part.any.flatMap(inCondition);
    if ('not' in part) return inCondition(part.not);
    return part.field === 'assignee' || part.field === 'requester' ? part.value : [];
  };
  const inAction = (action: RuleAction): string[] => {
    if (action.do === 'assign') return action.to === 'nobody' ? [] : [action.to];
    return action.do === 'tell' ? action.who.filter((who) => !(who in tellWords)) : [];
  };
  return [...(condition ? inCondition(condition) : []), ...actions.flatMap(inAction)];
}
