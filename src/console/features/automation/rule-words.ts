/** An automation rule in plain words. */
import type {
  AutomationRule,
  ChangedField,
  Comparison,
  Condition,
  RuleAction,
  Trigger,
} from '../../../contract/automation.ts';
import { metricWords } from '../../ui/clock-badge.tsx';
import { durationWords } from '../../ui/duration.ts';
import { holdWords, stateWords } from '../../ui/state-badge.tsx';
import { aKind, and, isText, type Names, or, quoted, sentence } from '../settings/rule-words.ts';
import { channelWord, levelWords, linkWords, resolutionWords, sourceWords } from '../ticket/words.ts';

/** The names behind the ids that a rule holds. */
export type RuleNames = Names & { person: (id: string) => string };

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
    case 'sla':
      return `when ${thresholdWords(trigger)}`;
    case 'idle':
      return `when nothing has happened for ${trigger.hours} h`;
  }
}

function thresholdWords({ metric, threshold }: Extract<Trigger, { on: 'sla' }>): string {
  const what = metric ? `the ${metricWords[metric].toLowerCase()}` : 'anything';
  if (threshold.startsWith('+')) return `${what} has been overdue for ${durationWords(Number(threshold))}`;
  return threshold === '100' ? `${what} is due` : `${threshold} % of the time for ${what} is gone`;
}

/** Groups within groups stand in brackets. */
export function conditionWords(condition: Condition, names: RuleNames, isInner = false): string {
  const list = (parts: Condition[], how: Intl.ListFormat, none: string) => {
    if (parts.length === 0) return none;
    const words = how.format(parts.map((part) => conditionWords(part, names, isInner || parts.length > 1)));
    return isInner && parts.length > 1 ? `(${words})` : words;
  };
  if ('all' in condition) return list(condition.all, and, 'anything is so');
  if ('any' in condition) return list(condition.any, or, 'nothing is so');
  if ('not' in condition) {
    const words = conditionWords(condition.not, names, true);
    return words.startsWith('(') ? `not ${words}` : `not (${words})`;
  }
  return comparisonWords(condition, names);
}

/** `is` and `is_not` of a list: one of them is enough, or none may be. */
const verb = (op: 'is' | 'is_not', is = 'is') => (op === 'is' ? is : `${is} not`);
const grade = (op: 'is' | 'at_least' | 'at_most', more: string, less: string) =>
  op === 'is' ? '' : op === 'at_most' ? ` or ${more}` : ` or ${less}`;

const measures = { is: 'exactly', at_least: 'at least', at_most: 'at most' };

function comparisonWords(one: Comparison, names: RuleNames): string {
  switch (one.field) {
    case 'kind':
      return `it ${verb(one.op)} ${or.format(one.value.map(aKind))}`;
    case 'state':
      return `it ${verb(one.op)} ${or.format(one.value.map((state) => stateWords[state].toLowerCase()))}`;
    case 'hold_reason':
      return `it ${verb(one.op)} ${or.format(one.value.map((reason) => holdWords[reason].toLowerCase()))}`;
    case 'source':
      return `it ${verb(one.op, 'was')} raised by ${or.format(one.value.map((source) => sourceWords[source]))}`;
    case 'channel':
      return `it ${one.op === 'is' ? 'comes' : 'does not come'} from ${or.format(one.value.map(channelWord))}`;
    case 'queue':
      return `it ${verb(one.op)} in ${or.format(one.value.map(names.queue))}`;
    case 'assignee':
      return `it ${verb(one.op)} assigned to ${or.format(one.value.map(names.person))}`;
    case 'requester':
      return `the requester ${verb(one.op)} ${or.format(one.value.map(names.person))}`;
    case 'requester_team':
      return `the requester ${verb(one.op)} in ${or.format(one.value.map(names.team))}`;
    case 'requester_domain':
      return `the requester’s e-mail ${verb(one.op)} at ${or.format(one.value)}`;
    case 'category':
      return `its category ${verb(one.op)} ${or.format(quoted(one.value))}`;
    case 'tag':
      return `it ${verb(one.op)} tagged ${or.format(one.value)}`;
    case 'priority':
      return `its priority is P${one.value}${grade(one.op, 'more urgent', 'less urgent')}`;
    case 'impact':
    case 'urgency':
      return `its ${one.field} is ${levelWords[one.value].toLowerCase()}${grade(one.op, 'higher', 'lower')}`;
    case 'age':
      return `it is ${measures[one.op]} ${one.value} h old`;
    case 'title':
    case 'description':
      return `the ${one.field} ${holding(one.op)} ${or.format(quoted(one.value))}`;
    case 'message':
      return `what was said ${holding(one.op)} ${or.format(quoted(one.value))}`;
    case 'assigned':
      return one.value ? 'somebody has it' : 'nobody has it';
    case 'guest':
      return `the requester is ${one.value ? 'a guest' : 'no guest'}`;
    case 'external':
      return `the requester is ${one.value ? 'external' : 'not external'}`;
  }
}

const holding = (op: 'contains' | 'contains_not') => (op === 'contains' ? 'contains' : 'does not contain');

const LONGEST = 60;
/** A text as it begins. */
const begun = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return `“${line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()} …` : line}”`;
};

export const tellWords: Record<string, string> = {
  assignee: 'the assignee',
  lead: 'the leads of the team',
  manager: 'the assignee’s manager',
};

function actionWords(action: RuleAction, names: RuleNames): string {
  switch (action.do) {
    case 'assign':
      return action.to === 'nobody' ? 'put it back to unassigned' : `assign it to ${names.person(action.to)}`;
    case 'move':
      return `move it to ${names.queue(action.queueId)}`;
    case 'set':
      return setWords(action);
    case 'tag':
      return and.format(
        [
          action.add.length > 0 && `tag it ${and.format(action.add)}`,
          action.remove.length > 0 && `take away the ${tags(action.remove)}`,
        ].filter(isText),
      );
    case 'note':
      return `note ${begun(action.text)}`;
    case 'reply':
      return `reply ${begun(action.text)}`;
    case 'hold':
      return `put it on hold, ${holdWords[action.reason].toLowerCase()}`;
    case 'resume':
      return 'take it off hold';
    case 'resolve':
      return `resolve it as ${resolutionWords[action.code].toLowerCase()} ${begun(action.text)}`;
    case 'close':
      return 'close it';
    case 'cancel':
      return 'cancel it';
    case 'post':
      return `post ${begun(action.text)} in ${action.conversation} on ${channelWord(action.channel)}`;
    case 'tell':
      return `tell ${and.format(action.who.map((who) => tellWords[who] ?? names.person(who)))} ${begun(action.text)}`;
    case 'open_child':
      return `open the part ${begun(action.title)}${action.queueId ? ` in ${names.queue(action.queueId)}` : ''}`;
    case 'link':
      return `link it as ${linkWords[action.kind].out.toLowerCase()} ${action.to}`;
    case 'webhook':
      return 'call a webhook';
  }
}

const tags = (some: readonly string[]) => `${some.length === 1 ? 'tag' : 'tags'} ${and.format(some)}`;

function setWords({ kind, impact, urgency, category }: Extract<RuleAction, { do: 'set' }>): string {
  return and.format(
    [
      kind && `make it ${aKind(kind)}`,
      impact && `set impact ${levelWords[impact].toLowerCase()}`,
      urgency && `set urgency ${levelWords[urgency].toLowerCase()}`,
      category && `set the category “${category}”`,
      category === null && 'take away the category',
    ].filter(isText),
  );
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
