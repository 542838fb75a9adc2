import type { ActionOutcome, RuleAction } from '../../contract/automation.ts';
import type { Severity } from '../../contract/incidents.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { cut } from '../../lib/text.ts';
import { pageFor } from '../alerts/of-ticket.ts';
import { askForApproval } from '../approvals/ask.ts';
import { declareByDesk } from '../incidents/by-desk.ts';
import { mayDeclare } from '../incidents/declare.ts';
import { announce } from '../outbox/announce.ts';
import { actingPerson } from '../people/acting.ts';
import { notify } from '../people/notify.ts';
import { cancelTicket } from '../tickets/cancel.ts';
import { editTicket } from '../tickets/edit.ts';
import { holdTicket, resumeTicket } from '../tickets/hold.ts';
import { linkTickets } from '../tickets/link.ts';
import { lockTicket } from '../tickets/load.ts';
import { moveTicket } from '../tickets/move.ts';
import { openChild } from '../tickets/parent.ts';
import { worksOn } from '../tickets/policy.ts';
import { noteOnTicket, replyToTicket } from '../tickets/reply.ts';
import { closeTicket, resolveTicket } from '../tickets/resolve.ts';
import { assignTicket } from '../tickets/take.ts';
import { noteForRule } from '../webhooks/note.ts';
import type { RuledTicket } from './facts.ts';
import { filled } from './template.ts';

export type Done = Pick<ActionOutcome, 'outcome' | 'words'>;

const done = (words: string): Done => ({ outcome: 'done', words });
const unchanged = (words: string): Done => ({ outcome: 'unchanged', words });

/**
 * Does what an action of a rule says, by the verbs that people use. Inside a transaction, as the desk.
 * @throws what the verb throws
 */
export async function act(ctx: Ctx, action: RuleAction, ticket: RuledTicket): Promise<Done> {
  const { number, values } = ticket;
  const text = (template: string) => filled(template, values);
  /** A verb of the ticket that may find nothing to change. */
  const change = async (words: string, verb: (ctx: Ctx) => Promise<{ revision: number }>): Promise<Done> => {
    const before = await ctx.db.ticket.findUniqueOrThrow({
      where: { id: ticket.id },
      select: { revision: true },
    });
    const { revision } = await verb(ctx);
    return revision === before.revision ? unchanged('It was so already.') : done(words);
  };
  switch (action.do) {
    case 'assign': {
      const assigneeId = action.to === 'nobody' ? null : action.to;
      return change(assigneeId ? 'Assigned.' : 'Put back to unassigned.', (ctx) =>
        assignTicket(ctx, { number, assigneeId }),
      );
    }
    case 'move':
      return change('Moved.', (ctx) => moveTicket(ctx, { number, queueId: action.queueId }));
    case 'set': {
      const { do: _, ...fields } = action;
      return change('Set.', (ctx) => editTicket(ctx, { number, ...fields }));
    }
    case 'tag': {
      const kept = ticket.tags.filter((tag) => !action.remove.includes(tag));
      return change('Tagged.', (ctx) =>
        editTicket(ctx, { number, tags: [...new Set([...kept, ...action.add])].slice(0, 20) }),
      );
    }
    case 'note':
      await noteOnTicket(ctx, { number, body: text(action.text) });
      return done('Noted.');
    case 'reply':
      await replyToTicket(ctx, { number, body: text(action.text) });
      return done('Replied.');
    case 'hold':
      return change('Put on hold.', (ctx) => holdTicket(ctx, { number, reason: action.reason }));
    case 'resume':
      return change('Taken off hold.', (ctx) => resumeTicket(ctx, { number }));
    case 'resolve': {
      const { code, withOpenChildren } = action;
      return change('Resolved.', (ctx) =>
        resolveTicket(ctx, { number, resolution: text(action.text), code, withOpenChildren }),
      );
    }
    case 'close':
      return change('Closed.', (ctx) => closeTicket(ctx, { number }));
    case 'cancel':
      return change('Cancelled.', (ctx) =>
        cancelTicket(ctx, { number, ...(action.reason ? { reason: action.reason } : {}) }),
      );
    case 'post':
      await announce(
        ctx,
        { channel: action.channel, conversation: action.conversation },
        { kind: 'text', ticketId: ticket.id, data: { text: text(action.text) } },
      );
      return done('Posted.');
    case 'tell':
      return tell(ctx, action.who, text(action.text), ticket);
    case 'open_child':
      return openPart(ctx, action, ticket);
    case 'link':
      return change(`Linked to ${action.to}.`, (ctx) =>
        linkTickets(ctx, { number, kind: action.kind, to: action.to }),
      );
    case 'webhook':
      return tellWebhook(ctx, action.webhookId, ticket);
    case 'page':
      return page(ctx, { ...action, text: text(action.text) }, ticket);
    case 'ask_approval':
      return askBy(ctx, action.policyId, ticket);
    case 'declare':
      return declare(ctx, action.severity, ticket);
  }
}

async function tellWebhook(ctx: Ctx, webhookId: string, { id }: RuledTicket): Promise<Done> {
  return (await noteForRule(ctx, webhookId, id))
    ? done('Sent to the webhook.')
    : unchanged('The webhook takes no tickets of this queue.');
}

async function page(
  ctx: Ctx,
  { serviceId, severity, text }: Extract<RuleAction, { do: 'page' }>,
  { id }: RuledTicket,
): Promise<Done> {
  const { opened, name } = await pageFor(ctx, { ticketId: id, serviceId, severity, summary: cut(text, 300) });
  return opened ? done(`Paged who answers for ${name}.`) : unchanged(`${name} is paged for it already.`);
}

/** Once by a policy: what waits already is not asked again. */
async function askBy(ctx: Ctx, policyId: string, { id, number }: RuledTicket): Promise<Done> {
  const waiting = { subjectKind: 'ticket', subjectId: id, policyId, state: 'pending' as const };
  if (await ctx.db.approval.findFirst({ where: waiting })) return unchanged('It waits for approval already.');
  await askForApproval(ctx, { number, policyId });
  return done('Asked for approval.');
}

const DECLARED = {
  declared: 'Declared a major incident.',
  accepted: 'Accepted it as a major incident.',
  known: 'It is a major incident already, or was one, or people said that it is none.',
};

async function declare(ctx: Ctx, severity: Severity, { number }: RuledTicket): Promise<Done> {
  // The ticket may be locked by now, and whoever declares it locks them the other way round: it is not waited for.
  if (!(await mayDeclare(ctx))) fail('unavailable', 'Somebody else is declaring one at this moment.');
  const declared = await declareByDesk(ctx, { number, severity });
  if (declared.as === 'joined') return done(`It is a part of ${declared.number} now.`);
  return declared.as === 'known' ? unchanged(DECLARED.known) : done(DECLARED[declared.as]);
}

type Tell = Extract<RuleAction, { do: 'tell' }>;

/** Nobody is told of a ticket that they may not see. */
async function tell(ctx: Ctx, who: Tell['who'], text: string, { id }: RuledTicket): Promise<Done> {
  const ticket = await lockTicket(ctx, id);
  const named = new Set<string>();
  for (const one of who) for (const personId of await meant(ctx, one, ticket)) named.add(personId);
  const people: string[] = [];
  for (const personId of named) {
    const person = await actingPerson(ctx, personId);
    if (person && worksOn(person, ticket.queue)) people.push(personId);
  }
  await notify(
    ctx,
    people.map((personId) => ({ personId, ticketId: id, kind: 'rule', data: { text } })),
  );
  if (people.length === 0) return unchanged('There was nobody to tell.');
  return done(people.length === 1 ? 'Told one person.' : `Told ${people.length} people.`);
}

async function meant(
  ctx: Ctx,
  who: string,
  ticket: { assigneeId: string | null; queue: { teamId: string } },
): Promise<string[]> {
  switch (who) {
    case 'assignee':
      return ticket.assigneeId ? [ticket.assigneeId] : [];
    case 'manager': {
      if (!ticket.assigneeId) return [];
      const { managerId } = await ctx.db.person.findUniqueOrThrow({ where: { id: ticket.assigneeId } });
      return managerId ? [managerId] : [];
    }
    case 'lead': {
      const leads = await ctx.db.teamMember.findMany({ where: { teamId: ticket.queue.teamId, lead: true } });
      return leads.map(({ personId }) => personId);
    }
    default:
      return [who];
  }
}

async function openPart(
  ctx: Ctx,
  { title, description, kind, queueId }: Extract<RuleAction, { do: 'open_child' }>,
  { number, values }: RuledTicket,
): Promise<Done> {
  const opened = await openChild(ctx, {
    number,
    title: cut(filled(title, values), 300),
    description: filled(description, values),
    ...(queueId ? { queueId } : {}),
    ...(kind ? { kind } : {}),
  });
  return done(`Opened ${opened.number}.`);
}
