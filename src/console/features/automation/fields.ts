/** What a condition may ask of a ticket, in the words of its form. */
import type { Comparison } from '../../../contract/automation.ts';
import { priorityWords } from '../../ui/priority.tsx';
import { holdWords, stateWords } from '../../ui/state-badge.tsx';
import { riskWords, typeWords } from '../changes/change-words.ts';
import { sentence } from '../settings/rule-words.ts';
import { channelWord, kindWords, levelOptions, optionsOf, sourceWords } from '../ticket/words.ts';

export type Field = Comparison['field'];
export type Option = { value: string; label: string };

/** How its value is given. `none`: the operator says all. */
type Kind = 'options' | 'one' | 'queues' | 'teams' | 'people' | 'agents' | 'words' | 'hours' | 'none';

export type FieldInfo = {
  label: string;
  kind: Kind;
  operators: Option[];
  /** What there is to choose, or is proposed for words. */
  options?: Option[];
};

const isOneOf = [
  { value: 'is', label: 'is' },
  { value: 'is_not', label: 'is not' },
];
const has = [
  { value: 'contains', label: 'contains' },
  { value: 'contains_not', label: 'does not contain' },
];
const yesOrNo = [
  { value: 'yes', label: 'yes' },
  { value: 'no', label: 'no' },
];
/** Numbers count downwards: P1 is the most urgent, 1 is high. */
const grades = (more: string, less: string) => [
  { value: 'is', label: 'is' },
  { value: 'at_most', label: `is this or ${more}` },
  { value: 'at_least', label: `is this or ${less}` },
];
const priorities = [1, 2, 3, 4, 5].map((one) => ({
  value: String(one),
  label: `P${one} ${priorityWords[one]}`,
}));
const sources = optionsOf(sourceWords).map(({ value, label }) => ({ value, label: sentence(label) }));
const channels = ['web', 'slack', 'teams', 'api'].map((value) => ({
  value,
  label: sentence(channelWord(value)),
}));

export const FIELDS: Record<Field, FieldInfo> = {
  kind: { label: 'Kind', kind: 'options', operators: isOneOf, options: optionsOf(kindWords) },
  state: { label: 'State', kind: 'options', operators: isOneOf, options: optionsOf(stateWords) },
  hold_reason: {
    label: 'Reason for the hold',
    kind: 'options',
    operators: isOneOf,
    options: optionsOf(holdWords),
  },
  priority: {
    label: 'Priority',
    kind: 'one',
    operators: grades('more urgent', 'less urgent'),
    options: priorities,
  },
  impact: { label: 'Impact', kind: 'one', operators: grades('higher', 'lower'), options: levelOptions },
  urgency: { label: 'Urgency', kind: 'one', operators: grades('higher', 'lower'), options: levelOptions },
  queue: { label: 'Queue', kind: 'queues', operators: isOneOf },
  assigned: { label: 'Has an assignee', kind: 'none', operators: yesOrNo },
  assignee: { label: 'Assignee', kind: 'agents', operators: isOneOf },
  category: { label: 'Category', kind: 'words', operators: isOneOf },
  tag: { label: 'Tag', kind: 'words', operators: isOneOf },
  age: {
    label: 'Age in hours',
    kind: 'hours',
    operators: [
      { value: 'at_least', label: 'is at least' },
      { value: 'at_most', label: 'is at most' },
      { value: 'is', label: 'is exactly' },
    ],
  },
  title: { label: 'Title', kind: 'words', operators: has },
  description: { label: 'Description', kind: 'words', operators: has },
  message: { label: 'What was just said', kind: 'words', operators: has },
  requester: { label: 'Requester', kind: 'people', operators: isOneOf },
  requester_team: { label: 'Requester’s team', kind: 'teams', operators: isOneOf },
  requester_domain: { label: 'Requester’s domain', kind: 'words', operators: isOneOf },
  guest: { label: 'Requester is a guest', kind: 'none', operators: yesOrNo },
  external: { label: 'Requester is external', kind: 'none', operators: yesOrNo },
  change_type: {
    label: 'Type of the change',
    kind: 'options',
    operators: isOneOf,
    options: optionsOf(typeWords),
  },
  change_risk: {
    label: 'Risk of the change',
    kind: 'options',
    operators: isOneOf,
    options: optionsOf(riskWords),
  },
  source: { label: 'Raised by', kind: 'options', operators: isOneOf, options: sources },
  channel: { label: 'Channel', kind: 'words', operators: isOneOf, options: channels },
};

const grouped: Record<string, Field[]> = {
  'The ticket': [
    ...(['kind', 'state', 'hold_reason', 'priority', 'impact', 'urgency', 'queue'] as const),
    ...(['assigned', 'assignee', 'category', 'tag', 'age'] as const),
  ],
  'A planned change': ['change_type', 'change_risk'],
  'What was written': ['title', 'description', 'message'],
  'Who asks': ['requester', 'requester_team', 'requester_domain', 'guest', 'external'],
  'Where it comes from': ['source', 'channel'],
};

/** For a select. */
export const FIELD_OPTIONS = Object.entries(grouped).map(([group, fields]) => ({
  group,
  items: fields.map((value) => ({ value, label: FIELDS[value].label })),
}));
