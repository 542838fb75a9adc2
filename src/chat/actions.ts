import type { Field, Form } from '../contract/card.ts';
import { HoldReason, ResolutionCode, TicketKind } from '../contract/common.ts';
import type { TicketVerb } from '../contract/tickets.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import { cancelTicket } from '../domain/tickets/cancel.ts';
import { editTicket } from '../domain/tickets/edit.ts';
import { openChildren } from '../domain/tickets/family.ts';
import { holdTicket, resumeTicket } from '../domain/tickets/hold.ts';
import type { LoadedTicket } from '../domain/tickets/load.ts';
import { mergeTicket } from '../domain/tickets/merge.ts';
import { moveTicket } from '../domain/tickets/move.ts';
import { openChild } from '../domain/tickets/parent.ts';
import { authorise, verbsFor } from '../domain/tickets/policy.ts';
import { endProject, makeProject } from '../domain/tickets/project.ts';
import { rateTicket } from '../domain/tickets/rate.ts';
import { noteOnTicket, replyToTicket } from '../domain/tickets/reply.ts';
import { reopenTicket, resolveTicket } from '../domain/tickets/resolve.ts';
import { assignTicket, takeTicket } from '../domain/tickets/take.ts';
import { watchTicket } from '../domain/tickets/watch.ts';
import type { Ctx } from '../lib/context.ts';
import { type Action, asking, at, choice, chosen, form, paragraph, ticketOf } from './action.ts';
import { ALERTS } from './alerts.ts';
import { APPROVALS } from './approvals.ts';
import { CATALOGUE } from './catalogue.ts';
import { CHANGES } from './changes.ts';
import { consoleLink } from './console-link.ts';
import { INCIDENTS } from './incidents.ts';
import { chooseMacro, sendMacro } from './macros.ts';
import { refused } from './outcome.ts';
import { OVERRIDE_FORM } from './override.ts';
import { PAGE_FORM } from './page.ts';
import { PROPOSALS } from './proposals.ts';
import { openFromForm } from './raise.ts';
import { SWAPS } from './swap.ts';
import { TASKS } from './tasks.ts';
import { CODE_WORDS, HOLD_WORDS, KIND_WORDS } from './words.ts';

/** What buttons and forms mean, once for every channel. */

/** Behind “More”: the forms that a card has no room for. */
const MORE = {
  note: 'Write an internal note',
  macro: 'Use a macro',
  tasks: 'Tasks',
  resolve: 'Resolve',
  hold: 'Put on hold',
  resume: 'Take off hold',
  approval: 'Ask for approval',
  edit: 'Edit title, kind, impact and urgency',
  move: 'Move to another queue',
  child: 'Open a child ticket',
  project: 'Turn into a project',
  end_project: 'Make it an ordinary ticket again',
  merge: 'Merge into another ticket',
  watch: 'Ask somebody to take part',
  cancel: 'Not a request: cancel',
} as const;

/** The verb that somebody must be able to use, where it has another name. */
const NEEDS: Partial<Record<keyof typeof MORE, TicketVerb>> = {
  macro: 'edit',
  tasks: 'task',
  child: 'link',
  end_project: 'project',
};

/** What of it makes sense for this actor now. */
function moreOf(ctx: Ctx, ticket: LoadedTicket): Record<string, string> {
  const possible: readonly string[] = verbsFor(ctx.actor, { ...ticket, reopenable: false, rated: true });
  const hidden = ticket.isProject ? 'project' : 'end_project';
  return Object.fromEntries(
    Object.entries(MORE).filter(
      ([what]) => what !== hidden && possible.includes(NEEDS[what as keyof typeof MORE] ?? what),
    ),
  );
}

export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['take', at((ctx, number) => takeTicket(ctx, { number }))],
  ['resume', at((ctx, number) => resumeTicket(ctx, { number }))],
  [
    'reopen',
    at(
      (ctx, number) => reopenTicket(ctx, { number }),
      (number) => `${number} is open again.`,
    ),
  ],
  [
    'cancel',
    at(
      (ctx, number) => cancelTicket(ctx, { number }),
      (number) => `${number} is cancelled.`,
    ),
  ],
  [
    'solved',
    at(
      (ctx, number) => resolveTicket(ctx, { number, resolution: 'The requester says that it is solved.' }),
      (number) => `Good to hear. ${number} is resolved.`,
    ),
  ],
  asking(
    'add_details',
    'reply',
    async (_ctx, { number }) => ({
      title: `Add details to ${number}`,
      submit: 'Send',
      fields: [paragraph('body', 'What else should we know?')],
      files: true,
    }),
    (ctx, number, { fields, attachmentIds }) =>
      replyToTicket(ctx, { number, body: fields.body ?? '', attachmentIds }),
  ),
  asking(
    'reply',
    'reply',
    async (_ctx, { number }) => ({
      title: `Reply on ${number}`,
      submit: 'Send to the requester',
      fields: [paragraph('body', 'The requester reads this')],
      files: true,
    }),
    (ctx, number, { fields, attachmentIds }) =>
      replyToTicket(ctx, { number, body: fields.body ?? '', attachmentIds }),
  ),
  asking(
    'note',
    'note',
    async (_ctx, { number }) => ({
      title: `Internal note on ${number}`,
      submit: 'Save the note',
      fields: [paragraph('body', 'Only agents read this')],
      files: true,
    }),
    (ctx, number, { fields, attachmentIds }) =>
      noteOnTicket(ctx, { number, body: fields.body ?? '', attachmentIds }),
  ),
  asking(
    'assign',
    'assign',
    async (_ctx, { number }) => ({
      title: `Assign ${number}`,
      submit: 'Assign',
      fields: [{ type: 'person', name: 'assigneeId', label: 'Agent', required: true, agentsOnly: true }],
    }),
    (ctx, number, { fields }) => assignTicket(ctx, { number, assigneeId: fields.assigneeId ?? '' }),
  ),
  asking(
    'resolve',
    'resolve',
    async (ctx, { id, number }) => ({
      title: `Resolve ${number}`,
      submit: 'Resolve',
      fields: [
        paragraph('resolution', 'How was it solved? The requester reads this'),
        choice('code', 'Outcome', CODE_WORDS, 'fixed'),
        ...withOpenChildren((await openChildren(ctx, id)).length),
      ],
    }),
    (ctx, number, { fields }) =>
      resolveTicket(ctx, {
        number,
        resolution: fields.resolution ?? '',
        code: chosen(ResolutionCode, 'code', fields.code ?? 'fixed'),
        withOpenChildren: fields.children === 'yes',
      }),
  ),
  asking(
    'hold',
    'hold',
    async (_ctx, { number }) => ({
      title: `Put ${number} on hold`,
      submit: 'Put on hold',
      fields: [
        choice('reason', 'Waiting for', HOLD_WORDS, 'awaiting_requester'),
        paragraph('comment', 'Comment; a question to the requester when it waits for them', false),
      ],
    }),
    (ctx, number, { fields }) =>
      holdTicket(ctx, {
        number,
        reason: chosen(HoldReason, 'reason', fields.reason),
        ...(fields.comment ? { comment: fields.comment } : {}),
      }),
  ),
  asking(
    'edit',
    'edit',
    async (_ctx, ticket) => ({
      title: `Edit ${ticket.number}`,
      submit: 'Save',
      fields: [
        { type: 'text', name: 'title', label: 'Title', required: true, max: 300, initial: ticket.title },
        choice('kind', 'Kind', KIND_WORDS, ticket.kind),
        choice('impact', 'Impact', LEVELS, String(ticket.impact)),
        choice('urgency', 'Urgency', LEVELS, String(ticket.urgency)),
      ],
    }),
    (ctx, number, { fields }) =>
      editTicket(ctx, {
        number,
        title: fields.title,
        kind: fields.kind as keyof typeof KIND_WORDS,
        impact: Number(fields.impact) as 1 | 2 | 3,
        urgency: Number(fields.urgency) as 1 | 2 | 3,
      }),
  ),
  asking(
    'move',
    'move',
    async (ctx, ticket) => ({
      title: `Move ${ticket.number}`,
      submit: 'Move',
      fields: [choice('queueId', 'Queue', await queueNames(ctx, ticket.queueId))],
    }),
    (ctx, number, { fields }) => moveTicket(ctx, { number, queueId: fields.queueId ?? '' }),
  ),
  asking(
    'merge',
    'merge',
    async (_ctx, { number }) => ({
      title: `Merge ${number}`,
      submit: 'Merge',
      fields: [
        {
          type: 'text',
          name: 'into',
          label: 'Into which ticket?',
          hint: 'Such as INC-12',
          required: true,
          max: 20,
        },
      ],
    }),
    (ctx, number, { fields }) => mergeTicket(ctx, { number, into: fields.into ?? '' }),
  ),
  asking(
    'watch',
    'watch',
    async (_ctx, { number }) => ({
      title: `Take part in ${number}`,
      submit: 'Ask them',
      fields: [
        {
          ...{
            type: 'person',
            name: 'personId',
            label: 'Who shall take part?',
            required: true,
            agentsOnly: false,
          },
          hint: 'They get what was said in public, and answer from a chat of their own.',
        },
      ],
    }),
    (ctx, number, { fields }) => watchTicket(ctx, { number, personId: fields.personId ?? '', inChat: true }),
  ),
  asking(
    'rate',
    'rate',
    async (_ctx, { number }) => ({
      title: `Rate ${number}`,
      submit: 'Send',
      fields: [choice('score', 'How well were you helped?', SCORES), paragraph('comment', 'Comment', false)],
    }),
    (ctx, number, { fields }) =>
      rateTicket(ctx, { number, score: Number(fields.score), comment: fields.comment ?? '' }),
  ),
  ...INCIDENTS,
  ...CHANGES,
  ...PROPOSALS,
  ...CATALOGUE,
  ...ALERTS,
  ...APPROVALS,
  ['macro', { press: chooseMacro, submit: sendMacro }],
  ['oncall_override', OVERRIDE_FORM],
  ...SWAPS,
  ['page', PAGE_FORM],
  ['tasks', TASKS],
  asking(
    'child',
    'link',
    async (ctx, ticket) => ({
      title: `Part of ${ticket.number}`,
      submit: 'Open the child ticket',
      fields: [
        { type: 'text', name: 'title', label: 'In a few words', required: true, max: 300 },
        paragraph('description', 'What is to be done? The requester reads this'),
        choice('queueId', 'Queue', await queueNames(ctx), ticket.queueId),
        choice('kind', 'Kind', KIND_WORDS, ticket.kind),
      ],
    }),
    (ctx, number, { fields }) =>
      openChild(ctx, {
        number,
        ...(fields.title ? { title: fields.title } : {}),
        description: fields.description ?? '',
        ...(fields.queueId ? { queueId: fields.queueId } : {}),
        kind: chosen(TicketKind, 'kind', fields.kind),
      }),
  ),
  [
    'project',
    at(
      (ctx, number) => makeProject(ctx, { number }),
      (number) => `${number} is a project now: its card shows how far its tasks and child tickets are.`,
    ),
  ],
  [
    'end_project',
    at(
      (ctx, number) => endProject(ctx, { number }),
      (number) => `${number} is an ordinary ticket again.`,
    ),
  ],
  [
    'more',
    {
      async press(ctx, value) {
        const ticket = await ticketOf(ctx, value);
        authorise(ctx.actor, 'edit', ticket);
        const fields = [choice('what', 'What would you like to do?', moreOf(ctx, ticket))];
        return form('more', ticket, { title: ticket.number, submit: 'Next', fields });
      },
      async submit(ctx, value, { fields }, inbound) {
        const next = Object.hasOwn(MORE, fields.what ?? '') ? ACTIONS.get(fields.what ?? '') : undefined;
        return next?.press ? next.press(ctx, value, inbound) : refused('Please choose one of the actions.');
      },
    },
  ],
  [
    'raise',
    {
      press: async (ctx) => ({ answer: { type: 'form', form: await raiseForm(ctx) }, ticket: null }),
      submit: (ctx, _value, { fields, attachmentIds }, inbound) =>
        openFromForm(
          ctx,
          inbound,
          {
            ...(fields.title ? { title: fields.title } : {}),
            description: fields.description ?? '',
            ...(fields.queueId ? { queueId: fields.queueId } : {}),
          },
          attachmentIds,
          'form',
        ),
    },
  ],
  ['console', { press: (ctx, _value, inbound) => consoleLink(ctx, inbound) }],
]);

/** Asked where some children are open. */
const withOpenChildren = (count: number): Field[] => {
  const words = { no: 'No, not before', yes: 'Yes, leave them open' };
  const label = `${count === 1 ? 'A child ticket is' : `${count} child tickets are`} still open. Resolve it all the same?`;
  return count === 0 ? [] : [choice('children', label, words, 'no')];
};

const LEVELS = { '1': 'High', '2': 'Medium', '3': 'Low' };
const SCORES = { '5': '5 – very well', '4': '4', '3': '3', '2': '2', '1': '1 – not at all' };

/** The form that raises a request. */
export async function raiseForm(ctx: Ctx): Promise<Form> {
  return {
    action: 'raise',
    value: '',
    title: 'New request',
    submit: 'Send',
    fields: [
      { type: 'text', name: 'title', label: 'In a few words', required: true, max: 300 },
      paragraph('description', 'What do you need, or what is wrong?'),
      {
        ...choice('queueId', 'Who should get it?', { '': 'I do not know', ...(await queueNames(ctx)) }, ''),
        required: false,
      },
    ],
    files: true,
  };
}

async function queueNames(ctx: Ctx, except?: string): Promise<Record<string, string>> {
  const { queues } = await directoryOf(ctx);
  return Object.fromEntries(
    [...queues.values()]
      .filter((queue) => !queue.archived && queue.id !== except)
      .map(({ id, name }) => [id, name]),
  );
}
