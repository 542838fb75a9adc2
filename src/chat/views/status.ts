import { z } from 'zod';
import { incidentStateWords } from '../../contract/incidents.ts';
import { type Audience, pathOf, readFacts, type StatusFacts } from '../../domain/status/facts.ts';
import { readsInternal } from '../../domain/status/follow.ts';
import { type LinkKey, statusLink } from '../../domain/status/links.ts';
import { MAIL_KINDS } from '../../domain/status/mail.ts';
import { stateAt } from '../../domain/status/state.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut } from '../../lib/text.ts';
import type { Message } from '../channel.ts';

const About = z.object({ id: z.uuid() });

/** `personId`: who follows the internal page; null: an address that subscribed to the public one. */
export type StatusMail = { address: string; personId: string | null; key: LinkKey };
type Told = { kind: string; data: unknown };

export const isStatusMail = (kind: string): boolean => (MAIL_KINDS as readonly string[]).includes(kind);

/**
 * What somebody is mailed because of the status page, in nothing but what stands on the page that they read; undefined:
 * they want no more of it or may not read it any more, or it was taken off.
 */
export async function statusMessage(
  ctx: Ctx,
  { kind, data }: Told,
  to: StatusMail,
  publicUrl: string,
): Promise<Message | undefined> {
  const { id } = About.parse(data);
  if (kind === 'status_confirm') return confirmationOf(ctx, id, to, publicUrl);
  const reader = to.personId ? await followerOf(ctx, to, to.personId) : await subscriberOf(ctx, to);
  const facts = reader && (await readFacts(ctx, reader.audience));
  const words = facts && (kind === 'status_update' ? updateIn(facts, id) : maintenanceIn(ctx, facts, id));
  if (!words) return undefined;
  const unsubscribe = statusLink(publicUrl, to.key, reader.purpose, reader.id);
  return {
    type: 'card',
    unsubscribe,
    card: {
      title: `${facts.title}: ${words.title}`,
      tone: 'neutral',
      blocks: [
        ...words.lines.map((text) => ({ type: 'text' as const, text })),
        { type: 'link', text: 'How everything is', url: `${publicUrl}${pathOf[reader.audience]}` },
        { type: 'link', text: 'No more of these mails', url: unsubscribe },
      ],
    },
  };
}

/** Whose end the link of their mails is about, and which page they read. */
type Reader = { audience: Audience; purpose: 'end' | 'unfollow'; id: string };

async function subscriberOf(ctx: Ctx, { address }: StatusMail): Promise<Reader | undefined> {
  const found = await ctx.db.statusSubscriber.findUnique({ where: { email: address } });
  return found?.confirmedAt ? { audience: 'public', purpose: 'end', id: found.id } : undefined;
}

async function followerOf(ctx: Ctx, { address }: StatusMail, id: string): Promise<Reader | undefined> {
  const found = await ctx.db.person.findUnique({
    where: { id, email: address, active: true, followsStatus: { isNot: null } },
  });
  return found && readsInternal(found) ? { audience: 'internal', purpose: 'unfollow', id } : undefined;
}

async function confirmationOf(
  ctx: Ctx,
  id: string,
  { address, key }: StatusMail,
  publicUrl: string,
): Promise<Message | undefined> {
  const facts = await readFacts(ctx, 'public');
  const subscriber = await ctx.db.statusSubscriber.findUnique({ where: { id, email: address } });
  if (!facts || !subscriber || subscriber.confirmedAt) return undefined;
  return confirmation(facts, statusLink(publicUrl, key, 'confirm', id));
}

function confirmation({ title }: StatusFacts, url: string): Message {
  return {
    type: 'card',
    card: {
      title: `${title}: please confirm your address`,
      tone: 'neutral',
      blocks: [
        {
          type: 'text',
          text: `Somebody, most likely you, wants to be told by e-mail when something changes on the page “${title}”.`,
        },
        { type: 'link', text: 'Confirm it within a day', url },
        { type: 'text', text: 'If it was not you, do nothing: nothing more is sent.' },
      ],
    },
  };
}

type Words = { title: string; lines: string[] };

function updateIn(facts: StatusFacts, id: string): Words | undefined {
  const incident = facts.incidents.find(({ updates }) => updates.some((update) => update.id === id));
  const update = incident?.updates.find((one) => one.id === id);
  if (!incident || !update) return undefined;
  const state = incidentStateWords[update.state];
  const affected = update.affected?.flatMap(({ component }) => facts.components[component]?.name ?? []) ?? [];
  return {
    title: `${cut(update.title, 200)} · ${state}`,
    lines: [
      `${state}${update.text ? `: ${update.text}` : ''}`,
      ...(affected.length > 0 ? [`Affected: ${affected.join(', ')}`] : []),
    ],
  };
}

const utc = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  ...{ timeZone: 'UTC', timeZoneName: 'short' },
} as const);

function maintenanceIn(ctx: Ctx, facts: StatusFacts, id: string): Words | undefined {
  const { maintenanceNow, maintenanceToCome } = stateAt(facts, ctx.now().getTime());
  const found = [...maintenanceNow, ...maintenanceToCome].find((one) => one.id === id);
  return (
    found && {
      title: `Planned maintenance · ${cut(found.title, 200)}`,
      lines: [
        `Planned maintenance: ${found.title}`,
        `From ${utc.format(found.from)} until ${utc.format(found.to)}`,
        `Affected: ${found.components.join(', ')}`,
      ],
    }
  );
}
