import { z } from 'zod';
import { incidentStateWords } from '../../contract/incidents.ts';
import { readFacts, type StatusFacts } from '../../domain/status/facts.ts';
import { type LinkKey, subscriberLink } from '../../domain/status/links.ts';
import { MAIL_KINDS } from '../../domain/status/mail.ts';
import { stateAt } from '../../domain/status/state.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut } from '../../lib/text.ts';
import type { Message } from '../channel.ts';

const About = z.object({ id: z.uuid() });

type Told = { kind: string; data: unknown; address: string };
export type StatusDeps = { publicUrl: string; key: LinkKey };

export const isStatusMail = (kind: string): boolean => (MAIL_KINDS as readonly string[]).includes(kind);

/**
 * What a subscriber of the public status page is mailed, in nothing but what stands there; undefined: they have gone, or
 * it was taken off.
 */
export async function statusMessage(
  ctx: Ctx,
  { kind, data, address }: Told,
  { publicUrl, key }: StatusDeps,
): Promise<Message | undefined> {
  const { id } = About.parse(data);
  const facts = await readFacts(ctx, 'public');
  const subscriber = await ctx.db.statusSubscriber.findUnique({ where: { email: address } });
  if (!facts || !subscriber) return undefined;
  if (kind === 'status_confirm') {
    if (subscriber.id !== id || subscriber.confirmedAt) return undefined;
    return confirmation(facts, subscriberLink(publicUrl, key, 'confirm', id));
  }
  if (!subscriber.confirmedAt) return undefined;
  const words = kind === 'status_update' ? updateIn(facts, id) : maintenanceIn(ctx, facts, id);
  if (!words) return undefined;
  const unsubscribe = subscriberLink(publicUrl, key, 'end', subscriber.id);
  return {
    type: 'card',
    unsubscribe,
    card: {
      title: `${facts.title}: ${words.title}`,
      tone: 'neutral',
      blocks: [
        ...words.lines.map((text) => ({ type: 'text' as const, text })),
        { type: 'link', text: 'How everything is', url: `${publicUrl}/status` },
        { type: 'link', text: 'No more of these mails', url: unsubscribe },
      ],
    },
  };
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
