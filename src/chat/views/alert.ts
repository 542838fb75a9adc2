import type { Block, Button, Card } from '../../contract/card.ts';
import { type During, duringSql } from '../../domain/alerts/during.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { cut, visible } from '../../lib/text.ts';
import { SEVERITY_WORDS } from '../words.ts';

/** What the card of an alert shows. */
export type AlertFacts = {
  id: string;
  /** By which it is named on a phone. */
  number: number;
  state: 'triggered' | 'acknowledged' | 'resolved';
  severity: 'critical' | 'error' | 'warning' | 'info';
  summary: string;
  /** Null: somebody has paged a person or a team. */
  service: string | null;
  /** Who has paged. */
  askedBy: string | null;
  source: string | null;
  count: number;
  labels: Record<string, string>;
  links: { text: string; url: string }[];
  firstAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  resolvedAt: string | null;
  resolvedBy: string | null;
  silencedUntil: string | null;
  /** Its number; and whether there is still work to do on it. */
  ticket: string | null;
  ticketOpen: boolean;
  /** Whoever acknowledged it was asked whether they are still on it. */
  asked: boolean;
  /** Who was paged, the first ones first. */
  paged: string[];
  /** What was being changed on its service when it began. */
  during: During[];
};

const ALERTS = statement<AlertFacts>(
  'views-alerts',
  `
SELECT a.id::text, a.number, a.state::text, a.severity::text, a.summary, s.name AS service, w.name AS "askedBy", a.source, a.count, a.labels, a.links,
       a.first_at AS "firstAt", a.acknowledged_at AS "acknowledgedAt", k.name AS "acknowledgedBy",
       a.resolved_at AS "resolvedAt", r.name AS "resolvedBy", a.silenced_until AS "silencedUntil",
       t.number AS ticket, coalesce(t.state IN ('new', 'in_progress', 'on_hold'), false) AS "ticketOpen",
       EXISTS (SELECT 1 FROM escalation e WHERE e.alert_id = a.id AND e.asked_at IS NOT NULL) AS asked,
       ARRAY(SELECT p.name FROM page g JOIN person p ON p.id = g.person_id
              WHERE g.alert_id = a.id AND g.state = 'sent' GROUP BY p.id, p.name ORDER BY min(g.sent_at), p.name) AS paged,
       ${duringSql('a')} AS during
  FROM alert a
  LEFT JOIN service s ON s.id = a.service_id
  LEFT JOIN person w ON w.id = a.asked_by_id
  LEFT JOIN person k ON k.id = a.acknowledged_by_id
  LEFT JOIN person r ON r.id = a.resolved_by_id
  LEFT JOIN ticket t ON t.id = a.ticket_id
 WHERE a.id = ANY ($1::uuid[])`,
);

/** Alerts as they are now. */
export async function alertsById(ctx: Ctx, ids: readonly string[]): Promise<Map<string, AlertFacts>> {
  const rows = await ALERTS(ctx, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The card of the alert that stands in a message, as it is now; undefined: none does. */
export async function alertCardAt(
  ctx: Ctx,
  { channel, conversation, message }: { channel: string; conversation: string; message: string },
  publicUrl: string,
): Promise<Card | undefined> {
  const page = await ctx.db.page.findFirst({ where: { channel, conversation, message } });
  if (!page?.alertId) return undefined;
  const alert = (await alertsById(ctx, [page.alertId])).get(page.alertId);
  return alert && alertCard(alert, publicUrl);
}

/** How much of a summary is a title, and how many labels are shown. */
const TITLE = 150;
const MOST_LABELS = 8;

const inOneLine = (text: string) => visible(text).replace(/\s+/g, ' ').trim();

/** The card of an alert, wherever it stands. */
export function alertCard(alert: AlertFacts, publicUrl: string): Card {
  const labels = Object.entries(alert.labels).slice(0, MOST_LABELS);
  const title = cut(inOneLine(alert.summary), TITLE);
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        ...(alert.service ? [{ label: 'Service', value: visible(alert.service) }] : []),
        ...(alert.askedBy ? [{ label: 'Paged by', value: visible(alert.askedBy) }] : []),
        stateOf(alert),
        ...(alert.silencedUntil
          ? [{ label: 'Silenced', value: 'Pages nobody until', at: alert.silencedUntil }]
          : []),
        { label: 'Since', value: '', at: alert.firstAt },
        ...(alert.count > 1 ? [{ label: 'Count', value: String(alert.count) }] : []),
        ...(alert.source ? [{ label: 'Source', value: cut(visible(alert.source), TITLE) }] : []),
        // More people read the card than work in a private queue.
        ...alert.during
          .filter(({ isOpen }) => isOpen)
          .map(({ number, title }) => ({
            ...{ label: 'Began during', value: cut(visible(`${number} ${title}`), TITLE) },
          })),
        ...(alert.paged.length > 0 ? [{ label: 'Paged', value: alert.paged.join(', ') }] : []),
      ],
    },
    ...(alert.askedBy && title !== alert.summary
      ? [{ type: 'quote' as const, author: alert.askedBy, text: visible(alert.summary) }]
      : []),
    ...(labels.length > 0
      ? [
          {
            type: 'context' as const,
            text: labels.map(([name, value]) => `${name}=${visible(value)}`).join(' · '),
          },
        ]
      : []),
    ...(alert.asked
      ? [
          {
            type: 'text' as const,
            text: `${alert.acknowledgedBy ?? 'Somebody'}, are you still on it? Otherwise the next ones are paged.`,
          },
        ]
      : []),
    ...buttonsOf(alert),
    ...alert.links.slice(0, 3).map(({ text, url }): Block => ({ type: 'link', text: visible(text), url })),
    ...(alert.ticket
      ? [
          {
            ...{ type: 'link' as const, text: `Ticket ${alert.ticket}` },
            url: `${publicUrl}/tickets/${alert.ticket}`,
          },
        ]
      : []),
    { type: 'link', text: 'Open in the console', url: `${publicUrl}/alerts/${alert.id}` },
  ];
  return {
    title: `${alert.askedBy ? `${visible(alert.askedBy)} pages` : SEVERITY_WORDS[alert.severity]}: ${title}`,
    tone: toneOf(alert),
    blocks,
  };
}

function stateOf({ state, acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy }: AlertFacts) {
  switch (state) {
    case 'triggered':
      return { label: 'State', value: 'Nobody has answered yet' };
    case 'acknowledged':
      return {
        ...{ label: 'State', value: `Acknowledged by ${acknowledgedBy ?? 'its source'} ·` },
        ...(acknowledgedAt ? { at: acknowledgedAt } : {}),
      };
    case 'resolved':
      return {
        ...{ label: 'State', value: `Resolved by ${resolvedBy ?? 'its source'} ·` },
        ...(resolvedAt ? { at: resolvedAt } : {}),
      };
  }
}

function toneOf({ state, severity }: AlertFacts): Card['tone'] {
  if (state === 'resolved') return 'good';
  if (state === 'acknowledged') return 'active';
  return severity === 'critical' || severity === 'error' ? 'bad' : 'waiting';
}

function buttonsOf({ id, state, asked, silencedUntil, ticketOpen }: AlertFacts): Block[] {
  const button = (label: string, action: string, style: Button['style'] = 'default'): Button => ({
    ...{ label, action, value: id, style },
  });
  if (state === 'resolved') return [];
  const buttons = [
    ...(state === 'triggered' ? [button('Acknowledge', 'alert_acknowledge', 'primary')] : []),
    ...(asked ? [button('Still on it', 'alert_acknowledge', 'primary')] : []),
    button('Resolve', 'alert_resolve'),
    silencedUntil ? button('End the silence', 'alert_unsilence') : button('Silence 1 h', 'alert_silence'),
    button('Escalate', 'alert_escalate'),
    ...(ticketOpen ? [] : [button('Make a ticket', 'alert_ticket')]),
    { ...button('Declare incident', 'incident_declare'), form: true },
  ];
  return [{ type: 'actions', buttons }];
}
