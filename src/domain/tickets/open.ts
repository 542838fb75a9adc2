import type { z } from 'zod';
import type { Mark } from '../../contract/marks.ts';
import { OpenTicket } from '../../contract/tickets.ts';
import { type ActingPerson, type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';
import { actingPerson, isStaff } from '../people/acting.ts';
import { route } from '../routing/match.ts';
import { testPattern } from '../routing/pattern.ts';
import { conversationKey, type Directory, directoryOf } from '../settings/directory.ts';
import { agree, type SlaFacts } from '../sla/agreement.ts';
import { rowsOf } from '../sla/clocks.ts';
import { promisedBy, slaState } from '../sla/state.ts';
import { requireFiles } from './files.ts';
import { type Draft, type Inserted, insertTicket } from './insert.ts';
import { requireWrite } from './policy.ts';
import { type Level, priorityOf } from './priority.ts';
import { ticketAsOpened, type WholeTicket } from './whole.ts';

/** Where a ticket comes from, when it was not the API. */
export type Intake = {
  source: 'message' | 'mention' | 'shortcut' | 'emoji' | 'form' | 'command' | 'email';
  /** The same for every repeat of the event. */
  delivery: string;
  /** The message that it began with; a form that was opened without one has none. */
  from: (Place & { message: string; thread: string }) | null;
  /** Where its requester is reached when it came from no message; unset: on the web. */
  home?: Place | undefined;
  /** How parts of the description look. */
  marks?: Mark[] | undefined;
};

/** A ticket that was just opened, as nobody in particular may see it. */
export type Opened = Inserted & { whole: WholeTicket };

/**
 * Opens a ticket: routes it, gives it a priority, and writes it with everything that follows from it.
 * @returns `undefined` when the delivery was handled before, or when its thread has a ticket already
 * @throws `forbidden` for guests where their queue does not take them
 */
export async function openTicket(
  ctx: Ctx,
  input: z.input<typeof OpenTicket>,
  intake?: Intake,
): Promise<Opened | undefined> {
  requireOpener(ctx);
  const wanted = parse(OpenTicket, input);
  const opener = await openerOf(ctx, wanted.requesterId);
  const requester = await requesterOf(ctx, opener, wanted.requesterId);
  const description = wellFormed(wanted.description);
  const title = wellFormed(wanted.title ?? failField('title', 'must not be empty'));
  const directory = await directoryOf(ctx);
  const { queues, intake: intakes, rules, settings } = directory;

  const known = (id: string | undefined) => {
    const queue = id === undefined ? undefined : queues.get(id);
    return queue?.archived ? undefined : queue;
  };
  if (wanted.queueId && !known(wanted.queueId)) failField('queueId', 'There is no such queue.');
  const conversation = intake?.from?.conversation;
  const home =
    known(wanted.queueId) ??
    known(conversation && intakes.get(conversationKey(ctx.origin.channel, conversation))?.queueId) ??
    known(settings.defaultQueueId) ??
    fail('unavailable', 'The desk has no queue to take this.');

  const facts = {
    channel: ctx.origin.channel,
    conversation: conversation ?? null,
    kind: wanted.kind ?? home.defaultKind,
    source: intake?.source ?? ('api' as const),
    text: `${title}\n${description}`,
    requester: { ...requester, teams: requester.teamIds },
  };
  const answer = route(rules, facts, { testPattern });
  // Without a pattern to test there is nothing to wait for.
  const routed = answer instanceof Promise ? await answer : answer;
  const queue = known(wanted.queueId) ?? known(routed.actions.queueId) ?? home;
  if ((requester.guest || requester.external) && !queue.guestsAllowed) {
    fail('forbidden', 'Guests and people from other organisations cannot raise requests here.');
  }

  const impact: Level = wanted.impact ?? routed.actions.impact ?? queue.defaultImpact;
  const urgency: Level = wanted.urgency ?? routed.actions.urgency ?? queue.defaultUrgency;
  const kind = wanted.kind ?? routed.actions.kind ?? queue.defaultKind;
  const category = (wanted.category && wellFormed(wanted.category)) ?? routed.actions.category ?? null;
  const priority = priorityOf(settings.priorityMatrix, impact, urgency);
  const at = ctx.now();
  const draft: Draft = {
    kind,
    title,
    description,
    impact,
    urgency,
    priority,
    requesterId: requester.id,
    openedById: opener.id,
    queueId: queue.id,
    category,
    sla: ctx.replay
      ? null
      : promised(directory, at, {
          ...{ queueId: queue.id, kind, priority, category, calendarId: null },
          requester: facts.requester,
        }),
    listened: !ctx.replay && directory.listened.has('opened'),
    at,
    tags: [...new Set([...wanted.tags.map(wellFormed), ...(routed.actions.tags ?? [])])],
    source: facts.source,
    rule: routed.by === 'rule' ? { id: routed.ruleId, version: routed.ruleVersion } : null,
    delivery: intake?.delivery ?? null,
    from: intake?.from ?? null,
    attachmentIds: wanted.attachmentIds,
    marks: intake?.marks,
    cards: ctx.replay
      ? []
      : [
          { kind: 'requester_card', ...(intake?.from ?? intake?.home ?? directPlace(requester)) },
          ...queue.triage.map((place) => ({ kind: 'triage_card' as const, ...place })),
        ],
  };
  const write = draft.attachmentIds.length === 0 ? insertTicket : insertWithFiles;
  const inserted = await write(ctx, draft);
  const rule = rules.find(({ id }) => id === draft.rule?.id);
  return (
    inserted && {
      ...inserted,
      whole: ticketAsOpened(ctx.origin.channel, draft, inserted, {
        requester,
        opener,
        queue,
        rule,
        directory,
      }),
    }
  );
}

/** What is promised about a ticket that is opened now. */
function promised(directory: Directory, at: Date, facts: SlaFacts): Draft['sla'] {
  const agreed = agree(directory, facts);
  if (!agreed) return null;
  const openedAt = at.getTime();
  const history = { openedAt, events: [] };
  const clocks = slaState(history, promisedBy(agreed.terms, facts.priority), agreed.hours, openedAt);
  const { rows } = rowsOf(clocks, [], { at: openedAt, renewed: false });
  return { agreement: agreed.agreement, clocks: rows };
}

/** The statement binds the files that are there; if some are not, there is no ticket either. */
function insertWithFiles(ctx: Ctx, draft: Draft): Promise<Inserted | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const inserted = await insertTicket(ctx, draft);
    if (inserted) {
      const bound = await ctx.db.attachment.count({ where: { entryId: inserted.entryId } });
      requireFiles(bound, draft.attachmentIds);
    }
    return inserted;
  });
}

/** Where a person is reached who did not ask in a conversation. */
function directPlace(person: ActingPerson): Place {
  return { channel: 'web', conversation: directConversation(person.id) };
}

function requireOpener({ actor }: Ctx): void {
  requireWrite(actor);
  if (!personOf(actor) && actor.kind !== 'system') fail('unauthenticated', 'Please sign in.');
}

/** What the desk opens by itself is opened in the name of its requester. */
async function openerOf(ctx: Ctx, requesterId: string | undefined): Promise<ActingPerson> {
  const person = personOf(ctx.actor);
  const named = person || requesterId === undefined ? undefined : await actingPerson(ctx, requesterId);
  return person ?? named ?? failField('requesterId', 'There is no such active person.');
}

async function requesterOf(ctx: Ctx, opener: ActingPerson, id: string | undefined): Promise<ActingPerson> {
  if (id === undefined || id === opener.id) return opener;
  if (!isStaff(opener)) fail('forbidden', 'Only agents may raise a request on behalf of somebody else.');
  return (await actingPerson(ctx, id)) ?? failField('requesterId', 'There is no such active person.');
}
