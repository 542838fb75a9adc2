/** An action as the form holds it: one shape for all kinds, of which each kind uses its part. */
import type { useForm } from '@mantine/form';
import type { RuleAction } from '../../../contract/automation.ts';
import type { MacroAction } from '../../../contract/macros.ts';
import { newKey } from './tree.ts';

export type ActionKind = RuleAction['do'];

export const actionKinds: Record<ActionKind, string> = {
  assign: 'Assign',
  move: 'Move to a queue',
  set: 'Classify',
  tag: 'Tag',
  note: 'Write a note',
  reply: 'Reply to the requester',
  hold: 'Put on hold',
  resume: 'Take off hold',
  resolve: 'Resolve',
  close: 'Close',
  cancel: 'Cancel',
  post: 'Post in a conversation',
  tell: 'Tell people',
  open_child: 'Open a part',
  link: 'Link to a ticket',
  webhook: 'Call a webhook',
  ask_approval: 'Ask for approval',
  page: 'Page who is on call',
  declare: 'Declare a major incident',
};

const blank = {
  /** Whom it is assigned to, or the ticket that it is linked to. */
  to: '',
  queueId: null as string | null,
  kind: '',
  impact: '',
  urgency: '',
  category: '',
  withoutCategory: false,
  add: [] as string[],
  remove: [] as string[],
  text: '',
  reason: '',
  code: 'fixed',
  withOpenChildren: false,
  channel: 'slack',
  conversation: '',
  /** Parts that people have in the ticket, and people. */
  who: [] as string[],
  title: '',
  description: '',
  webhookId: '',
  policyId: '',
  serviceId: '',
  severity: 'critical',
};

export type ActionDraft = typeof blank & { key: number; do: ActionKind };

/** What is needed of the form of a rule or a macro. */
export type ActionsForm = Pick<
  ReturnType<typeof useForm<{ actions: ActionDraft[] }>>,
  | 'errors'
  | 'getInputProps'
  | 'getValues'
  | 'insertListItem'
  | 'removeListItem'
  | 'reorderListItem'
  | 'setFieldValue'
>;

export const newAction = (kind: ActionKind): ActionDraft => ({
  ...blank,
  key: newKey(),
  do: kind,
  ...(kind === 'hold' ? { reason: 'awaiting_requester' } : {}),
  ...(kind === 'link' ? { kind: 'related' } : {}),
  ...(kind === 'tell' ? { who: ['assignee'] } : {}),
  ...(kind === 'declare' ? { severity: '1' } : {}),
});

export function actionDraft(action: RuleAction | MacroAction): ActionDraft {
  const draft = { ...newAction(action.do), ...(action as Partial<ActionDraft>) };
  if (action.do === 'declare') return { ...draft, severity: String(action.severity) };
  if (action.do !== 'set') return draft;
  const { impact, urgency, category } = action;
  return {
    ...draft,
    impact: impact ? String(impact) : '',
    urgency: urgency ? String(urgency) : '',
    category: category ?? '',
    withoutCategory: category === null,
  };
}

/** What is sent. What is unfinished comes out as the contract refuses it. */
export function actionOf(draft: ActionDraft): unknown {
  return { do: draft.do, ...partOf(draft) };
}

const given = <Key extends string>(key: Key, value: unknown) => (value ? { [key]: value } : {});

function partOf(draft: ActionDraft): object {
  const { to, queueId, kind, add, remove, text, reason, channel, conversation, who, title } = draft;
  switch (draft.do) {
    case 'assign':
      return { to };
    case 'move':
      return { queueId };
    case 'set':
      return {
        ...given('kind', kind),
        ...given('impact', Number(draft.impact)),
        ...given('urgency', Number(draft.urgency)),
        ...given('category', draft.category),
        ...(draft.withoutCategory ? { category: null } : {}),
      };
    case 'tag':
      return { add, remove };
    case 'note':
    case 'reply':
      return { text };
    case 'hold':
      return { reason };
    case 'resume':
    case 'close':
      return {};
    case 'resolve':
      return { text, code: draft.code, ...given('withOpenChildren', draft.withOpenChildren) };
    case 'cancel':
      return given('reason', reason);
    case 'post':
      return { channel, conversation, text };
    case 'tell':
      return { who, text };
    case 'open_child':
      return {
        title,
        description: draft.description,
        ...given('kind', kind),
        ...given('queueId', queueId),
      };
    case 'link':
      return { kind, to };
    case 'webhook':
      return { webhookId: draft.webhookId };
    case 'page':
      return { serviceId: draft.serviceId, severity: draft.severity, text };
    case 'ask_approval':
      return { policyId: draft.policyId };
    case 'declare':
      return { severity: Number(draft.severity) };
  }
}
