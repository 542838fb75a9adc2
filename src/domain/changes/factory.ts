import { TemplateContent } from '../../contract/change-templates.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { actingAs, type Ctx, systemActor } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { cut, visible, wellFormed } from '../../lib/text.ts';
import { directoryOf } from '../settings/directory.ts';
import { isLike, likenessOf } from './likeness.ts';
import type { Locked } from './load.ts';
import { noteProposal, showProposal } from './proposal-cards.ts';

/** No name is longer. */
const LONGEST_NAME = 120;

/** What a change that has ended is like; null: no template is to be made of it. What is private stays so. */
export const likenessNow = ({ change, ticket }: Locked): string | null =>
  ticket.queue.visibility === 'private'
    ? null
    : likenessOf({
        ...{ teamId: ticket.queue.teamId, title: ticket.title },
        services: change.services.map(({ serviceId }) => serviceId),
      });

// Of those that are alike one transaction counts at a time.
const ONE_AT_A_TIME = statement<never>(
  'change-likeness-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('change-likeness ' || $1::text, 0))::text`,
);

/** A change went wrong: what was proposed because of others like it is not proposed any more. */
export async function dropProposal(ctx: Ctx, { change, ticket }: Locked, likeness: string): Promise<void> {
  await ONE_AT_A_TIME(ctx, likeness);
  const open = await ctx.db.changeProposal.findFirst({ where: { likeness, state: 'proposed' } });
  if (!open) return;
  const reason = `${ticket.number}, a change like these, went wrong.`;
  const data = { state: 'declined' as const, reason, decidedAt: ctx.now() };
  const desk = actingAs(ctx, systemActor('change factory'));
  await ctx.db.changeProposal.update({ where: { id: open.id }, data });
  await noteProposal(desk, open.id, 'drop', { change: change.id, reason });
  await showProposal(desk, open.ticketId);
}

const LIKE = statement<{ id: string }>(
  'change-factory-like',
  `
SELECT c.ticket_id::text AS id
  FROM change c
 WHERE c.likeness = $1::text AND c.change_type = 'normal' AND c.state = 'closed' AND c.outcome = 'successful'
   AND c.ended_at > greatest(
     $2::timestamptz,
     (SELECT max(f.ended_at) FROM change f WHERE f.likeness = $1::text AND f.outcome IN ('failed', 'backed_out')),
     (SELECT max(p.decided_at) FROM change_proposal p WHERE p.likeness = $1::text))
 ORDER BY c.ended_at DESC, c.id DESC LIMIT $3::int`,
);

/**
 * A normal change was closed as successful: once there are enough like it, and none of them went wrong since, a template
 * made of it is proposed. In the transaction of that, and once, also where two are closed at the same time.
 */
export async function proposeTemplate(ctx: Ctx, locked: Locked, likeness: string): Promise<void> {
  const { after, days } = (await directoryOf(ctx)).settings.changes.factory;
  if (after === 0) return;
  await ONE_AT_A_TIME(ctx, likeness);
  const now = ctx.now();
  const content = contentOf(locked);
  if (await stands(ctx, likeness, content)) return;
  const like = await LIKE(ctx, likeness, new Date(now.getTime() - days * DAY).toISOString(), after);
  if (like.length < after) return;
  const { ticket } = locked;
  const desk = actingAs(ctx, systemActor('change factory'));
  const { id } = await ctx.db.changeProposal.create({
    data: {
      ...{ id: ctx.newId(), likeness, ticketId: ticket.id, content, createdAt: now },
      ...{ name: await freeName(ctx, ticket), madeOf: like.map((one) => one.id).reverse() },
    },
  });
  await noteProposal(desk, id, 'propose', { content, madeOf: like.map((one) => one.id) });
  await showProposal(desk, ticket.id, { isNew: true });
}

const TEMPLATES = statement<{ title: string; services: string[] }>(
  'change-factory-templates',
  `SELECT content->>'title' AS title, content->'services' AS services FROM change_template WHERE withdrawn_at IS NULL`,
);

/** Whether what would be proposed is proposed already, or may be used. */
async function stands(ctx: Ctx, likeness: string, content: TemplateContent): Promise<boolean> {
  const proposed = await ctx.db.changeProposal.count({
    // Its template may be called otherwise by now.
    where: { likeness, OR: [{ state: 'proposed' }, { template: { withdrawnAt: null } }] },
  });
  return proposed > 0 || (await TEMPLATES(ctx)).some((template) => isLike(template, content));
}

function contentOf({ change, ticket }: Locked): TemplateContent {
  const { reason, plan, testPlan, backoutPlan, holdsAlerts, startsAt, endsAt } = change;
  const length = startsAt && endsAt ? Math.ceil((endsAt.getTime() - startsAt.getTime()) / MINUTE) : 60;
  return TemplateContent.parse({
    ...{ title: ticket.title, impact: ticket.impact, reason, plan, testPlan, backoutPlan, holdsAlerts },
    description: ticket.description.trim() === '' ? ticket.title : ticket.description,
    services: change.services.map(({ serviceId }) => serviceId),
    minutes: Math.max(5, length),
  });
}

/** What it would be called: as the change, and by its number where a template is called so already. */
async function freeName(ctx: Ctx, { title, number }: Locked['ticket']): Promise<string> {
  const name = cut(wellFormed(visible(title)), LONGEST_NAME).trim();
  if ((await ctx.db.changeTemplate.count({ where: { name } })) === 0) return name;
  const end = ` (${number})`;
  return `${cut(name, LONGEST_NAME - end.length)}${end}`;
}
