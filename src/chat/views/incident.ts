import type { Block, Button, Card, Fact } from '../../contract/card.ts';
import { changeStateWords } from '../../contract/changes.ts';
import { type IncidentState, incidentStateWords, isUnderWay } from '../../contract/incidents.ts';
import { severityInWords } from '../../domain/incidents/severity.ts';
import { type Suspect, suspectsOf } from '../../domain/incidents/suspects.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { cut, visible } from '../../lib/text.ts';

/** What the card of a major incident shows. */
export type IncidentFacts = {
  ticketId: string;
  number: string;
  title: string;
  severity: number;
  state: IncidentState;
  reason: string;
  services: string[];
  declaredBy: string | null;
  declaredAt: string;
  resolvedAt: string | null;
  updateDueAt: string | null;
  /** By role; responders are counted. */
  commander: string | null;
  communications: string | null;
  scribe: string | null;
  responders: number;
  openAlerts: number;
  tickets: number;
  /** The last update. */
  said: string | null;
  room: {
    state: 'wanted' | 'made' | 'failed' | 'archived';
    channel: string;
    conversation: string | null;
    name: string;
    url: string | null;
    error: string | null;
  } | null;
  /** The first of its open alerts, and of its child tickets in open queues. */
  someAlerts: string[];
  someTickets: string[];
  queueId: string;
};
/** With the changes that may be why, as far as whoever reads the card may know of them. */
type Shown = IncidentFacts & { suspects: Suspect[] };

/** How many of its alerts and tickets are named in its room. */
const MOST_NAMED = 5;
/** How many changes have a button that names them as the cause. */
const MOST_SUSPECTS = 3;

const INCIDENTS = statement<IncidentFacts>(
  'views-incidents',
  `
SELECT t.id::text AS "ticketId", t.queue_id::text AS "queueId", t.number, t.title, t.priority AS severity, m.state::text, m.reason,
       ARRAY(SELECT s.name FROM major_incident_service x JOIN service s ON s.id = x.service_id
              WHERE x.incident_id = m.id ORDER BY s.name) AS services,
       d.name AS "declaredBy", m.declared_at AS "declaredAt", m.resolved_at AS "resolvedAt", m.update_due_at AS "updateDueAt",
       r.commander, r.communications, r.scribe, r.responders,
       (SELECT count(*)::int FROM alert a
         WHERE a.state <> 'resolved'
           AND (a.ticket_id = t.id
                OR a.service_id IN (SELECT x.service_id FROM major_incident_service x WHERE x.incident_id = m.id)))
         AS "openAlerts",
       (SELECT count(*)::int FROM ticket_link l WHERE l.to_id = t.id AND l.kind = 'child_of') AS tickets,
       (SELECT e.text FROM major_incident_event e WHERE e.incident_id = m.id AND e.kind = 'update'
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS said,
       CASE WHEN o.incident_id IS NULL THEN NULL ELSE jsonb_build_object(
         'state', o.state, 'channel', o.channel, 'conversation', o.conversation, 'name', o.name, 'url', o.url,
         'error', o.error) END AS room,
       ARRAY(SELECT a.summary FROM alert a WHERE a.ticket_id = t.id AND a.state <> 'resolved'
              ORDER BY a.first_at LIMIT ${MOST_NAMED}) AS "someAlerts",
       ARRAY(SELECT c.number || ' ' || c.title
               FROM ticket_link l JOIN ticket c ON c.id = l.from_id JOIN queue q ON q.id = c.queue_id
              WHERE l.to_id = t.id AND l.kind = 'child_of' AND (q.visibility = 'open' OR q.id = t.queue_id)
              ORDER BY c.created_at LIMIT ${MOST_NAMED}) AS "someTickets"
  FROM major_incident m
  JOIN ticket t ON t.id = m.ticket_id
  LEFT JOIN person d ON d.id = m.declared_by_id
  LEFT JOIN major_incident_room o ON o.incident_id = m.id
  CROSS JOIN LATERAL (
    SELECT max(p.name) FILTER (WHERE x.role = 'commander') AS commander,
           max(p.name) FILTER (WHERE x.role = 'communications') AS communications,
           max(p.name) FILTER (WHERE x.role = 'scribe') AS scribe,
           (count(*) FILTER (WHERE x.role = 'responder'))::int AS responders
      FROM major_incident_seat x JOIN person p ON p.id = x.person_id WHERE x.incident_id = m.id) r
 WHERE m.ticket_id = ANY ($1::uuid[])`,
);

/** Major incidents as they are now, by ticket. */
export async function incidentsByTicket(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Shown>> {
  if (ids.length === 0) return new Map();
  const incidents = await INCIDENTS(ctx, [...ids]);
  const suspects = await suspectsOf(ctx, ids);
  return new Map(
    incidents.map((incident) => [
      incident.ticketId,
      {
        ...incident,
        suspects: suspects.filter(
          (one) =>
            one.incidentTicketId === incident.ticketId &&
            (one.visibility === 'open' || one.queueId === incident.queueId),
        ),
      },
    ]),
  );
}

/** How much of a text stands on the card. */
const MOST = 500;

/**
 * Its card, wherever it stands; in its own room with what it is about, elsewhere with the way there.
 * @param at where it stands, if that may be the room
 */
export function incidentCard(
  incident: Shown,
  publicUrl: string,
  at?: { channel: string; conversation: string },
): Card {
  const { number, title, severity, reason, said, room } = incident;
  const inRoom = room?.channel === at?.channel && room?.conversation === at?.conversation && room !== null;
  return {
    title: `${number} · P${severity} · ${cut(visible(title), 150)}`,
    tone: toneOf(incident),
    blocks: [
      { type: 'facts', facts: factsOf(incident) },
      ...(reason ? [{ type: 'text' as const, text: cut(visible(reason), MOST) }] : []),
      ...(said ? [{ type: 'text' as const, text: `Last update: ${cut(visible(said), MOST)}` }] : []),
      ...(inRoom ? aboutOf(incident) : []),
      ...buttonsOf(incident),
      ...(room?.url && room.state === 'made' && !inRoom
        ? [{ type: 'link' as const, text: `Go to ${room.name}`, url: room.url }]
        : []),
      { type: 'link', text: 'Open in the console', url: `${publicUrl}/incidents/${number}` },
    ],
  };
}

/** What it is about. */
function aboutOf({ someAlerts, someTickets, openAlerts, tickets, suspects }: Shown): Block[] {
  const named = (label: string, items: string[], count: number): Block[] => {
    const more = count > items.length ? [`… and ${count - items.length} more`] : [];
    const lines = [...items.map((item) => `• ${cut(visible(item), 100)}`), ...more];
    return items.length > 0 ? [{ type: 'text', text: [label, ...lines].join('\n') }] : [];
  };
  const changed = suspects.filter(({ isCause }) => !isCause).map(inWords);
  return [
    ...named('Open alerts:', someAlerts, openAlerts),
    ...named('Tickets:', someTickets, tickets),
    ...named('Changed since the day before:', changed.slice(0, MOST_NAMED), changed.length),
  ];
}

const inWords = ({ number, title, state }: Suspect) =>
  `${number} ${title} · ${changeStateWords[state].toLowerCase()}`;

function factsOf(incident: Shown): Fact[] {
  const { state, severity, services, declaredBy, declaredAt, resolvedAt, updateDueAt } = incident;
  const { commander, communications, scribe, responders, openAlerts, tickets } = incident;
  const by = declaredBy ? `by ${declaredBy} ·` : '';
  return [
    { label: 'Major incident', value: incidentStateWords[state] },
    { label: 'Severity', value: severityInWords(severity) },
    ...(services.length > 0 ? [{ label: 'Services', value: visible(services.join(', ')) }] : []),
    { label: state === 'proposed' ? 'Proposed' : 'Declared', value: by, at: declaredAt },
    ...(isUnderWay(state)
      ? [
          { label: 'Commander', value: commander ?? 'Nobody yet' },
          { label: 'Communications', value: communications ?? 'Nobody yet' },
          ...(scribe ? [{ label: 'Scribe', value: scribe }] : []),
          ...(responders > 0 ? [{ label: 'Responders', value: String(responders) }] : []),
        ]
      : []),
    ...(openAlerts > 0 ? [{ label: 'Open alerts', value: String(openAlerts) }] : []),
    ...(tickets > 0 ? [{ label: 'Child tickets', value: String(tickets) }] : []),
    ...incident.suspects
      .filter(({ isCause }) => isCause)
      .map(({ number, title }) => ({ label: 'Caused by', value: cut(visible(`${number} ${title}`), 150) })),
    ...roomFacts(incident),
    ...(updateDueAt ? [{ label: 'Next update', value: '', at: updateDueAt }] : []),
    ...(resolvedAt ? [{ label: 'Resolved', value: '', at: resolvedAt }] : []),
  ];
}

function roomFacts({ room, state }: IncidentFacts): Fact[] {
  if (!room || (room.state === 'wanted' && !isUnderWay(state))) return [];
  const words = {
    wanted: 'is being made',
    made: visible(room.name),
    failed: `could not be made. ${cut(visible(room.error ?? ''), MOST)}`,
    archived: `${visible(room.name)}, put away`,
  };
  return [{ label: 'Room', value: words[room.state] }];
}

function toneOf({ state, severity }: IncidentFacts): Card['tone'] {
  if (state === 'resolved') return 'good';
  if (state === 'proposed') return 'waiting';
  if (!isUnderWay(state)) return 'neutral';
  return state === 'investigating' || severity === 1 ? 'bad' : 'active';
}

function buttonsOf({ ticketId, state, commander, room, suspects }: Shown): Block[] {
  const button = (label: string, action: string, more: Partial<Button> = {}): Button => ({
    ...{ label, action, value: ticketId, style: 'default', ...more },
  });
  const asking = { form: true };
  const buttons =
    state === 'proposed'
      ? [
          button('Accept', 'incident_accept', { style: 'primary' }),
          button('Reject', 'incident_reject', asking),
        ]
      : isUnderWay(state)
        ? [
            ...(commander ? [] : [button('Take command', 'incident_command', { style: 'primary' })]),
            button('I respond', 'incident_respond'),
            button('Give a role', 'incident_role', asking),
            button('Update', 'incident_update', asking),
            button('Add to timeline', 'incident_note', asking),
            ...(room?.state === 'failed' ? [button('Try again', 'incident_room')] : []),
            ...suspects
              .filter(({ isCause }) => !isCause)
              .slice(0, MOST_SUSPECTS)
              .map((one) =>
                button(`Caused by ${one.number}`, 'incident_cause', { value: `${ticketId} ${one.ticketId}` }),
              ),
            button('Resolve', 'incident_resolve', asking),
          ]
        : [];
  return buttons.length > 0 ? [{ type: 'actions', buttons }] : [];
}
