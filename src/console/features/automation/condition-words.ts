/** What must hold for a rule to act, in plain words. */
import type { Comparison, Condition } from '../../../contract/automation.ts';
import type { ChangeType } from '../../../contract/changes.ts';
import { holdWords, stateWords } from '../../ui/state-badge.tsx';
import { aKind, and, type Names, or, quoted } from '../settings/rule-words.ts';
import { channelWord, levelWords, sourceWords } from '../ticket/words.ts';

/** The names behind the ids that a rule holds. */
export type RuleNames = Names & {
  person: (id: string) => string;
  /** Only admins know it. */
  webhook: (id: string) => string | undefined;
  approvalPolicy: (id: string) => string | undefined;
  service: (id: string) => string | undefined;
};

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
    case 'change_type':
      return `it ${verb(one.op)} ${or.format(one.value.map(aChange))}`;
    case 'change_risk':
      return `its risk ${verb(one.op)} ${or.format(one.value)}`;
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

const aChange = (type: ChangeType) => `${type === 'emergency' ? 'an' : 'a'} ${type} change`;

const holding = (op: 'contains' | 'contains_not') => (op === 'contains' ? 'contains' : 'does not contain');
