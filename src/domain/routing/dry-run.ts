import type { z } from 'zod';
import { DryRun, type DryRunResult } from '../../contract/rules.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { actingPerson } from '../people/acting.ts';
import { requireAdmin, requirePerson } from '../people/policy.ts';
import { conversationKey, type Directory, readDirectory } from '../settings/directory.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';
import type { RoutingFacts } from './conditions.ts';
import { explain } from './match.ts';
import { testPattern } from './pattern.ts';

/** Why patterns are so few: each may take its whole time, and the caller waits for all of them. */
const LAST_UNLESS_TOLD = 20;

type Item = DryRunResult['items'][number];
type Asked = { facts: RoutingFacts; ticket: Item['ticket'] };

/**
 * Which rule would decide, and why, for a text as somebody might write it or for the last tickets that the
 * caller works on. Changes nothing.
 */
export async function dryRunRules(ctx: Ctx, input: z.input<typeof DryRun>): Promise<DryRunResult> {
  requireAdmin(ctx);
  const wanted = parse(DryRun, input);
  const directory = await readDirectory(ctx);
  const asked =
    wanted.text === undefined
      ? await lastTickets(ctx, directory, wanted.last ?? LAST_UNLESS_TOLD)
      : [{ facts: await factsOfText(ctx, directory, { ...wanted, text: wanted.text }), ticket: null }];
  const items: Item[] = [];
  for (const one of asked) items.push(await answer(directory, one));
  return { items };
}

async function answer(directory: Directory, { facts, ticket }: Asked): Promise<Item> {
  const { routed, rules } = await explain(directory.rules, facts, { testPattern });
  const rule = routed.by === 'rule' ? rules.find((one) => one.ruleId === routed.ruleId) : undefined;
  return {
    ticket,
    rule: rule ? { id: rule.ruleId, name: rule.name, version: rule.ruleVersion } : null,
    queue: queueFor(directory, facts, routed.actions.queueId),
    actions: routed.by === 'rule' ? routed.actions : null,
    steps: rules.map(({ ruleId, name, outcome, why }) => ({
      ruleId,
      name,
      fires: outcome === 'fires',
      reason: why,
    })),
  };
}

/** The queue by its name: the rule's, else the conversation's, else the one for everything else. */
function queueFor(directory: Directory, facts: RoutingFacts, ruled: string | undefined): string {
  const home = homeOf(directory, facts.channel, facts.conversation);
  const queue = ruled === undefined ? undefined : directory.queues.get(ruled);
  return (queue && !queue.archived ? queue : home)?.name ?? '';
}

function homeOf({ queues, intake, settings }: Directory, channel: string, conversation?: string | null) {
  const fed = conversation ? intake.get(conversationKey(channel, conversation))?.queueId : undefined;
  return queues.get(fed ?? settings.defaultQueueId);
}

async function factsOfText(
  ctx: Ctx,
  directory: Directory,
  wanted: z.output<typeof DryRun> & { text: string },
): Promise<RoutingFacts> {
  const requester = wanted.requesterId
    ? ((await actingPerson(ctx, wanted.requesterId)) ??
      failField('requesterId', 'There is no such active person.'))
    : requirePerson(ctx);
  return {
    channel: wanted.channel,
    conversation: wanted.conversation ?? null,
    kind: homeOf(directory, wanted.channel, wanted.conversation)?.defaultKind ?? 'request',
    source: 'message',
    text: wanted.text,
    requester: { ...requester, teams: requester.teamIds },
  };
}

const TICKET = {
  queue: { select: { name: true } },
  requester: { include: { memberships: { select: { teamId: true } } } },
  // What a ticket began with says where it was asked.
  entries: { select: { conversation: true }, orderBy: { createdAt: 'asc' }, take: 1 },
} satisfies Prisma.TicketInclude;

async function lastTickets(ctx: Ctx, { queues }: Directory, last: number): Promise<Asked[]> {
  const tickets = await ctx.db.ticket.findMany({
    where: { queueId: { in: queuesWorkedOn(ctx.actor, queues) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: last,
    include: TICKET,
  });
  return tickets.map(({ requester, queue, entries, ...ticket }) => ({
    ticket: { number: ticket.number, title: ticket.title, queue: queue.name },
    facts: {
      channel: ticket.channel,
      conversation: entries[0]?.conversation ?? null,
      kind: ticket.kind,
      source: ticket.source,
      text: `${ticket.title}\n${ticket.description}`,
      requester: { ...requester, teams: requester.memberships.map((membership) => membership.teamId) },
    },
  }));
}
