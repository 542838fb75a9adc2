import { z } from 'zod';
import type { Card, Fact } from '../../contract/card.ts';
import { Instant } from '../../contract/common.ts';
import { SlaMetric } from '../../contract/sla.ts';
import { actingPerson, isStaff } from '../../domain/people/acting.ts';
import { sight } from '../../domain/tickets/policy.ts';
import type { Ctx } from '../../lib/context.ts';
import { visible } from '../../lib/text.ts';
import { thresholdInWords } from '../words.ts';

/** What a person is told in one message, and which notifications are told by that. */
export type Told = { card: Card | null; ids: string[] };

/** How many are spelled out; more are counted. */
const SPELLED_OUT = 8;
const MOST = 1_000;

const Sla = z.object({ metric: SlaMetric, threshold: z.string(), dueAt: Instant.nullable() });

/** Of these it is told what they say. */
const SAID: ReadonlySet<string> = new Set(['rule', 'incident', 'change']);
const Said = z.object({ text: z.string() });

const Task = z.object({ taskId: z.string(), title: z.string(), dueAt: Instant.nullable() });

const TICKET = {
  number: true,
  title: true,
  requesterId: true,
  openedById: true,
  state: true,
  queue: { select: { teamId: true, visibility: true } },
  watchers: { select: { personId: true } },
} as const;

/** All that waits to be told to a person, in one card; null: nothing that they may still see. */
export async function notificationsFor(ctx: Ctx, personId: string, publicUrl: string): Promise<Told> {
  const rows = await ctx.db.notification.findMany({
    where: { personId, toldAt: null },
    orderBy: { id: 'asc' },
    take: MOST,
    include: { ticket: { select: TICKET } },
  });
  const ids = rows.map(({ id }) => id);
  const person = await actingPerson(ctx, personId);
  const seen = rows.filter(({ ticket }) => person && sight({ kind: 'person', person }, ticket) !== 'nothing');
  // Of one ticket and one clock the last threshold says it all.
  const last = new Map(seen.map((row) => [`${row.ticketId} ${row.kind} ${subjectOf(row)}`, row]));
  const facts = [...last.values()].map((row): Fact => {
    const label = `${row.ticket.number} · ${visible(row.ticket.title)}`;
    if (SAID.has(row.kind)) return { label, value: Said.parse(row.data).text };
    if (row.kind === 'task') return taskFact(row.ticket.number, Task.parse(row.data));
    const { metric, threshold, dueAt } = Sla.parse(row.data);
    const value = thresholdInWords(metric, threshold);
    return dueAt ? { label, value: `${value} · due`, at: dueAt } : { label, value };
  });
  const numbers = [...new Set([...last.values()].map(({ ticket }) => ticket.number))];
  const [only] = numbers;
  if (only === undefined) return { card: null, ids };
  const where = person && isStaff(person) ? CONSOLE : PORTAL;
  return { card: cardOf(facts, numbers.length === 1 ? only : undefined, publicUrl, where), ids };
}

function taskFact(number: string, { title, dueAt }: z.output<typeof Task>): Fact {
  const label = `${number} · ${visible(title)}`;
  return dueAt ? { label, value: 'A task of yours · due', at: dueAt } : { label, value: 'A task of yours' };
}

function subjectOf({ id, kind, data }: { id: string; kind: string; data: unknown }): string {
  if (kind === 'sla') return Sla.parse(data).metric;
  return kind === 'task' ? Task.parse(data).taskId : id;
}

/** Where somebody reads more: agents in the console, others in the portal. */
const CONSOLE = {
  name: 'console',
  ticket: '/tickets',
  all: { text: 'What is due', path: '/queues?sort=due' },
};
const PORTAL = { name: 'portal', ticket: '/requests', all: { text: 'Your requests', path: '/' } };

function cardOf(
  facts: Fact[],
  only: string | undefined,
  publicUrl: string,
  { name, ticket, all }: typeof CONSOLE,
): Card {
  const more = facts.length - SPELLED_OUT;
  return {
    title: only ? `${only} needs you` : `${facts.length} things need you`,
    tone: 'waiting',
    blocks: [
      { type: 'facts', facts: facts.slice(0, SPELLED_OUT) },
      ...(more > 0 ? [{ type: 'context' as const, text: `And ${more} more.` }] : []),
      only
        ? { type: 'link', text: `Open in the ${name}`, url: `${publicUrl}${ticket}/${only}` }
        : { type: 'link', text: `${all.text}, in the ${name}`, url: `${publicUrl}${all.path}` },
    ],
  };
}
