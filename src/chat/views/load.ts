import type { Card } from '../../contract/card.ts';
import type { Mark } from '../../contract/marks.ts';
import type { SlaMetric } from '../../contract/sla.ts';
import type { Entry as EntryView } from '../../contract/tickets.ts';
import { likelyItems } from '../../domain/catalogue/likely.ts';
import type { ClaimedNotice } from '../../domain/outbox/claim.ts';
import { isDirect, isSamePlace } from '../../domain/outbox/enqueue.ts';
import { DUE_NEXT } from '../../domain/sla/view.ts';
import { progressOf } from '../../domain/tasks/progress.ts';
import { worksOn } from '../../domain/tickets/policy.ts';
import { reopenUntil } from '../../domain/tickets/resolve.ts';
import type { TicketState } from '../../domain/tickets/states.ts';
import { isOpen } from '../../domain/tickets/states.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Message } from '../channel.ts';
import { CHAT_WORDS, eventInWords } from '../words.ts';
import { alertCardAt } from './alert.ts';
import { approvalCardAt } from './approval.ts';
import { changeCard, changesByTicket } from './change.ts';
import { incidentCard, incidentsByTicket } from './incident.ts';
import { meetingCardAt } from './meeting.ts';
import { proposalCard, proposalsByTicket } from './proposal.ts';
import { swapCardAt } from './swap.ts';
import {
  type History,
  movedCard,
  partedCard,
  participantCard,
  requesterCard,
  type TicketCardFacts,
  triageCard,
} from './ticket.ts';

/** A view as it is on its channel, and what it should show now. */
export type LoadedView = {
  id: string;
  ticketId: string;
  /** The message that shows it; null: not posted yet. */
  message: string | null;
  /** Where it is, or is to be posted; null: in the conversation itself. */
  thread: string | null;
  shown: string | null;
  /** Whose talk about the ticket goes on in the thread that its message begins; null: it begins none, or is known to. */
  opens: 'requester' | 'triage' | null;
  /** Whose card it is: should it begin a thread anew, they talk there. */
  side: 'requester' | 'triage' | null;
  /** `remove`: what it showed was deleted, or is not for this place any more. `nothing`: it never was. */
  content: Message | 'remove' | 'nothing';
};

const ENSURE_VIEWS = statement<{
  id: string;
  ticketId: string;
  kind: string;
  entryId: string | null;
  channel: string;
  conversation: string;
  message: string | null;
  thread: string | null;
  shown: string | null;
}>(
  'views-ensure',
  `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[])
    AS w (id, ticket_id, kind, entry_id, channel, conversation)
), made AS (
  INSERT INTO view (id, ticket_id, kind, entry_id, channel, conversation)
  SELECT id, ticket_id, kind::view_kind, entry_id, channel, conversation FROM wanted
  ON CONFLICT DO NOTHING
  RETURNING id, ticket_id, kind, entry_id, channel, conversation, message, thread, shown
)
SELECT id::text, ticket_id::text AS "ticketId", kind::text, entry_id::text AS "entryId", channel, conversation,
       message, thread, shown
  FROM (SELECT * FROM made
        UNION ALL
        SELECT v.id, v.ticket_id, v.kind, v.entry_id, v.channel, v.conversation, v.message, v.thread, v.shown
          FROM wanted w JOIN view v
            ON v.channel = w.channel AND v.conversation = w.conversation
           AND CASE WHEN w.entry_id IS NULL
                    THEN v.ticket_id = w.ticket_id AND v.kind = w.kind::view_kind AND v.entry_id IS NULL
                    ELSE v.entry_id = w.entry_id END) AS v`,
);

type TicketRow = Omit<
  TicketCardFacts,
  ('url' | 'reopenable' | 'due' | 'progress') | ('unfinished' | 'isItem' | 'waitsForApproval')
> & {
  /** Of each task. */
  isDone: boolean[];
  /** A required one is not done. */
  taskLeft: boolean;
  childStates: TicketState[];
  due: { metric: SlaMetric; warnAt: string | null; at: string } | null;
  requesterId: string;
  teamId: string;
  resolvedAt: Date | null;
  triage: { channel: string; conversation: string }[];
  visibility: 'open' | 'private';
  /** What a form of the catalogue has asked for; `toCome` steps have not begun. */
  item: { waits: boolean; toCome: number } | null;
};

const TICKETS = statement<TicketRow>(
  'views-tickets',
  `
SELECT t.id::text, t.number, t.kind::text, t.state::text, t.hold_reason::text AS "holdReason", t.title,
       left(t.description, 1000) AS description, t.priority, r.name AS requester, t.requester_id::text AS "requesterId", q.team_id::text AS "teamId", a.name AS assignee,
       t.unassigned_because AS "unassignedBecause",
       q.name AS "queueName", q.visibility::text, q.triage,
       t.resolution, t.resolution_code::text AS "resolutionCode", t.resolved_at AS "resolvedAt",
       m.number AS "mergedInto", g.score AS rating, t.is_project AS "isProject",
       ARRAY(SELECT s.done_at IS NOT NULL FROM task s WHERE s.ticket_id = t.id) AS "isDone",
       EXISTS (SELECT 1 FROM task s WHERE s.ticket_id = t.id AND s.required AND s.done_at IS NULL) AS "taskLeft",
       ARRAY(SELECT c.state::text FROM ticket_link l JOIN ticket c ON c.id = l.from_id
              WHERE l.to_id = t.id AND l.kind = 'child_of') AS "childStates",
       ${DUE_NEXT} AS due,
       (SELECT json_build_object('waits', i.state = 'approval', 'toCome', (
                 SELECT count(*) FROM catalogue_request_step s WHERE s.request_id = i.ticket_id AND s.ticket_id IS NULL))
          FROM catalogue_request i WHERE i.ticket_id = t.id) AS item,
       t.agreement IS NOT NULL AND t.state = 'on_hold' AND EXISTS (
         SELECT 1 FROM sla_clock k WHERE k.ticket_id = t.id AND k.state = 'paused') AS paused
  FROM ticket t
  JOIN person r ON r.id = t.requester_id
  JOIN queue q ON q.id = t.queue_id
  LEFT JOIN person a ON a.id = t.assignee_id
  LEFT JOIN ticket m ON m.id = t.merged_into_id
  LEFT JOIN rating g ON g.ticket_id = t.id
 WHERE t.id IN (SELECT unnest($1::uuid[]) UNION SELECT ticket_id FROM entry WHERE id = ANY($2::uuid[]))`,
);

type EntryRow = {
  id: string;
  ticketId: string;
  kind: 'reply' | 'note' | 'event';
  channel: string;
  body: string;
  /** What happened, for events. */
  data: EntryView['event'];
  marks: Mark[] | null;
  author: { id: string; name: string } | null;
  edited: boolean;
  deleted: boolean;
  attachments: { id: string; name: string; type: string; size: number }[];
  /** Of its author, by their accounts. */
  pictures: { channel: string; account: string; url: string }[];
};

const ENTRIES = statement<EntryRow>(
  'views-entries',
  `
SELECT e.id::text, e.ticket_id::text AS "ticketId", e.kind::text, e.channel, e.body, e.data, e.marks,
       CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.id, 'name', p.name) END AS author,
       e.edited_at IS NOT NULL AS edited, e.deleted_at IS NOT NULL AS deleted,
       coalesce((SELECT json_agg(json_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size)
                                 ORDER BY f.created_at)
                   FROM attachment f WHERE f.entry_id = e.id), '[]') AS attachments,
       coalesce((SELECT json_agg(json_build_object('channel', i.channel, 'account', i.external_id, 'url', i.picture)
                                 ORDER BY i.created_at)
                   FROM identity i WHERE i.person_id = e.author_id AND i.picture IS NOT NULL), '[]') AS pictures
  FROM entry e LEFT JOIN person p ON p.id = e.author_id
 WHERE e.id = ANY($1::uuid[])`,
);

// Merged tickets may have several threads in one place; the one with the ticket's own card comes first.
const THREADS = statement<{
  ticketId: string;
  channel: string;
  conversation: string;
  thread: string;
  side: 'requester' | 'triage';
}>(
  'views-threads',
  `SELECT ticket_id::text AS "ticketId", channel, conversation, thread, side::text
     FROM ticket_thread t
    WHERE ticket_id IN (SELECT unnest($1::uuid[]) UNION SELECT ticket_id FROM entry WHERE id = ANY($2::uuid[]))
    ORDER BY EXISTS (SELECT 1 FROM view v
                      WHERE v.ticket_id = t.ticket_id AND v.entry_id IS NULL AND v.channel = t.channel
                        AND v.conversation = t.conversation AND coalesce(v.thread, v.message) = t.thread) DESC,
             thread`,
);

/** How much of what was said stands on the card of somebody who came to it; all of it is behind the link. */
const MOST_HISTORY = 10;

const NONE: ReadonlySet<string> = new Set();

export type ViewSettings = {
  publicUrl: string;
  graceDays: number;
  /** The channels that show a card to named people as it is for them. */
  personal?: ReadonlySet<string>;
};

/** What many notices show now, in a few statements however many they are. */
export async function loadViews(
  ctx: Ctx,
  notices: ClaimedNotice[],
  settings: ViewSettings,
): Promise<Map<number, LoadedView>> {
  if (notices.length === 0) return new Map();
  const ticketIds = [...new Set(notices.flatMap((notice) => notice.ticketId ?? []))];
  const entryIds = [...new Set(notices.flatMap((notice) => notice.entryId ?? []))];
  const [views, tickets, entries, threads, viewers, parts, incidents, proposals, changes] = await Promise.all(
    [
      ENSURE_VIEWS(
        ctx,
        notices.map(() => ctx.newId()),
        notices.map((notice) => notice.ticketId),
        notices.map((notice) => notice.viewKind),
        notices.map((notice) => notice.entryId),
        notices.map((notice) => notice.channel),
        notices.map((notice) => notice.conversation),
      ),
      TICKETS(ctx, ticketIds, entryIds),
      entryIds.length === 0 ? [] : ENTRIES(ctx, entryIds),
      THREADS(ctx, ticketIds, entryIds),
      viewersOf(ctx, notices, settings.personal ?? NONE),
      notices.some(({ viewKind }) => viewKind === 'participant_card') ? PARTS(ctx, ticketIds) : [],
      incidentsByTicket(
        ctx,
        notices.flatMap(({ viewKind, ticketId }) =>
          viewKind === 'incident_card' && ticketId ? [ticketId] : [],
        ),
      ),
      proposalsByTicket(
        ctx,
        notices.flatMap(({ viewKind, ticketId }) =>
          viewKind === 'proposal_card' && ticketId ? [ticketId] : [],
        ),
      ),
      changesByTicket(
        ctx,
        notices.flatMap(({ viewKind, ticketId }) =>
          viewKind === 'change_card' && ticketId ? [ticketId] : [],
        ),
      ),
    ],
  );
  const viewOf = new Map(views.map((view) => [viewKey(view), view]));
  const ticketOf = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const entryOf = new Map(entries.map((entry) => [entry.id, entry]));
  const threadsOf = Map.groupBy(threads, (thread) => `${thread.ticketId}\n${place(thread)}`);

  const likely = await likelyOf(
    ctx,
    notices.flatMap(({ viewKind, ticketId, channel }) => {
      const ticket = viewKind === 'requester_card' ? ticketOf.get(ticketId ?? '') : undefined;
      return ticket ? [{ ticket, channel }] : [];
    }),
  );

  const loaded = new Map<number, LoadedView>();
  for (const notice of notices) {
    const view = viewOf.get(viewKey({ ...notice, kind: notice.viewKind ?? '' }));
    const entry = entryOf.get(notice.entryId ?? '');
    // The entry may have gone over to another ticket since the notice was written.
    const ticket = ticketOf.get(entry?.ticketId ?? notice.ticketId ?? '');
    if (!view || !ticket) continue;
    const here = threadsOf.get(`${ticket.id}\n${place(notice)}`) ?? [];
    const threadOf = (side: 'requester' | 'triage') =>
      here.find((thread) => thread.side === side)?.thread ?? null;
    const opening = (side: 'requester' | 'triage') =>
      here.some((thread) => thread.side === side && thread.thread === view.message) ? null : side;
    const base = { id: view.id, ticketId: ticket.id, message: view.message, shown: view.shown };
    const at = (thread: string | null) => (view.message ? view.thread : thread);

    if (notice.viewKind === 'entry') {
      // What a private queue's agents talk about stays with them, should a thread be left elsewhere.
      const amongAgents =
        triagedAt(ticket, notice) || ticket.visibility === 'open' ? threadOf('triage') : null;
      const thread = entry?.kind === 'reply' ? (threadOf('requester') ?? amongAgents) : amongAgents;
      const about = factsOf(
        ctx,
        ticket,
        settings,
        entry?.kind === 'reply' && threadOf('requester') ? 'requests' : 'tickets',
      );
      const via = entry && entry.channel !== notice.channel ? CHAT_WORDS[entry.channel] : undefined;
      const picture = entry && pictureFor(entry, notice);
      const shown = { about, via, picture, publicUrl: settings.publicUrl };
      const content = entryContent(entry, shown, thread, view.message);
      loaded.set(notice.id, { ...base, thread: at(thread), opens: null, side: null, content });
    } else if (notice.viewKind === 'requester_card') {
      // It joins the thread in which they asked; where they did not, it begins one.
      const thread = at(threadOf('requester'));
      const accounts = viewers.get(`${ticket.id}\n${notice.channel}`)?.map(({ account }) => account);
      const content: Message = {
        ...card(
          requesterCard(
            factsOf(ctx, ticket, settings, 'requests'),
            'requester',
            likely.get(`${ticket.id}\n${notice.channel}`),
          ),
        ),
        ...(accounts && !isDirect(notice.conversation) ? { viewers: [...new Set(accounts)] } : {}),
      };
      loaded.set(notice.id, {
        ...base,
        thread,
        opens: thread === null ? opening('requester') : null,
        side: 'requester',
        content,
      });
    } else if (notice.viewKind === 'participant_card') {
      const part = parts.find((one) => one.ticketId === ticket.id && isSamePlace(one, notice));
      const content = card(cardOfPart(ctx, ticket, settings, part));
      const side = part ? 'requester' : null;
      loaded.set(notice.id, { ...base, thread: null, opens: side && opening(side), side, content });
    } else if (notice.viewKind === 'incident_card') {
      const incident = incidents.get(ticket.id);
      const content = incident ? card(incidentCard(incident, settings.publicUrl, notice)) : 'nothing';
      loaded.set(notice.id, { ...base, thread: null, opens: null, side: null, content });
    } else if (notice.viewKind === 'proposal_card') {
      const proposal = proposals.get(ticket.id);
      const content = proposal ? card(proposalCard(proposal, settings.publicUrl)) : 'nothing';
      loaded.set(notice.id, { ...base, thread: null, opens: null, side: null, content });
    } else if (notice.viewKind === 'change_card') {
      const change = changes.get(ticket.id);
      const content = change ? card(changeCard(change, settings.publicUrl)) : 'nothing';
      loaded.set(notice.id, { ...base, thread: null, opens: null, side: null, content });
    } else {
      const triaged = triagedAt(ticket, notice);
      const content = card(cardOfTriage(ctx, ticket, settings, triaged));
      const side = triaged ? 'triage' : null;
      loaded.set(notice.id, { ...base, thread: null, opens: side && opening(side), side, content });
    }
  }
  return loaded;
}

const PARTS = statement<{ ticketId: string; channel: string; conversation: string; history: History }>(
  'views-parts',
  `
SELECT w.ticket_id::text AS "ticketId", w.channel, w.conversation,
       coalesce((SELECT json_agg(json_build_object('author', said.name, 'text', said.body) ORDER BY said.at, said.id)
                   FROM (SELECT coalesce(p.name, 'The desk') AS name, left(e.body, 1000) AS body, e.created_at AS at, e.id
                           FROM entry e LEFT JOIN person p ON p.id = e.author_id
                          WHERE e.ticket_id = w.ticket_id AND e.kind = 'reply' AND e.deleted_at IS NULL
                            AND e.created_at <= w.since
                          ORDER BY e.created_at DESC, e.id DESC LIMIT ${MOST_HISTORY}) said), '[]') AS history
  FROM ticket_watcher w
 WHERE w.ticket_id = ANY ($1::uuid[]) AND w.since IS NOT NULL`,
);

const VIEWERS = statement<{ ticketId: string; channel: string; account: string }>(
  'views-viewers',
  `
SELECT t.id::text AS "ticketId", i.channel, i.external_id AS account
  FROM ticket t
  JOIN queue q ON q.id = t.queue_id
  JOIN LATERAL (SELECT t.requester_id AS id, 0 AS rank
                UNION SELECT t.assignee_id, 1 WHERE t.assignee_id IS NOT NULL
                UNION SELECT person_id, 2 FROM team_member WHERE team_id = q.team_id) p ON true
  JOIN identity i ON i.person_id = p.id AND i.channel = ANY ($2::text[])
 WHERE t.id = ANY ($1::uuid[])
 ORDER BY t.id, p.rank, i.external_id`,
);

/** Who has buttons of their own on the requester's card: they themselves, who has it, and the team. */
async function viewersOf(ctx: Ctx, notices: ClaimedNotice[], personal: ReadonlySet<string>) {
  const shared = notices.filter(
    ({ viewKind, channel, conversation }) =>
      viewKind === 'requester_card' && personal.has(channel) && !isDirect(conversation),
  );
  const rows =
    shared.length === 0
      ? []
      : await VIEWERS(
          ctx,
          shared.map(({ ticketId }) => ticketId),
          [...personal],
        );
  return Map.groupBy(rows, ({ ticketId, channel }) => `${ticketId}\n${channel}`);
}

/**
 * The card that stands in a message, as it is now and for who acts; `undefined`: none of ours.
 */
export async function cardAt(
  ctx: Ctx,
  at: { channel: string; conversation: string; message: string },
  settings: ViewSettings,
): Promise<Card | undefined> {
  const view = await ctx.db.view.findFirst({ where: { ...at, entryId: null } });
  if (!view) {
    const { publicUrl } = settings;
    const card =
      (await approvalCardAt(ctx, at, publicUrl)) ??
      (await swapCardAt(ctx, at, publicUrl)) ??
      (await meetingCardAt(ctx, at, publicUrl));
    return card ?? alertCardAt(ctx, at, publicUrl);
  }
  const [ticket] = await TICKETS(ctx, [view.ticketId], []);
  if (!ticket) return undefined;
  if (view.kind === 'triage_card') {
    return cardOfTriage(ctx, ticket, settings, triagedAt(ticket, at));
  }
  if (view.kind === 'incident_card') {
    const incident = (await incidentsByTicket(ctx, [ticket.id])).get(ticket.id);
    return incident && incidentCard(incident, settings.publicUrl, at);
  }
  if (view.kind === 'proposal_card') {
    const proposal = (await proposalsByTicket(ctx, [ticket.id])).get(ticket.id);
    return proposal && proposalCard(proposal, settings.publicUrl);
  }
  if (view.kind === 'change_card') {
    const change = (await changesByTicket(ctx, [ticket.id])).get(ticket.id);
    return change && changeCard(change, settings.publicUrl);
  }
  if (view.kind === 'participant_card') {
    const part = (await PARTS(ctx, [ticket.id])).find((one) => isSamePlace(one, at));
    return cardOfPart(ctx, ticket, settings, part);
  }
  const person = personOf(ctx.actor);
  const isRequester = person?.id === ticket.requesterId;
  const buttons = isRequester ? 'requester' : person && worksOn(person, ticket) ? 'agent' : 'nobody';
  const { channel } = at;
  const likely = isRequester ? await likelyOf(ctx, [{ ticket, channel }]) : undefined;
  return requesterCard(
    factsOf(ctx, ticket, settings, buttons === 'agent' ? 'tickets' : 'requests'),
    buttons,
    likely?.get(`${ticket.id}\n${channel}`),
  );
}

/** Which item of the catalogue tickets look like that nobody has begun to work on. */
const likelyOf = (ctx: Ctx, cards: { ticket: TicketRow; channel: string }[]) =>
  likelyItems(
    ctx,
    cards
      .filter(({ ticket }) => ticket.state === 'new' && !ticket.assignee && !ticket.item && !ticket.isProject)
      .map(({ ticket: { id, requesterId, title, description }, channel }) => ({
        ...{ ticketId: id, requesterId, channel, text: `${title}\n${description}` },
      })),
  );

const card = (card: Card): Message => ({ type: 'card', card });

const cardOfTriage = (ctx: Ctx, ticket: TicketRow, settings: ViewSettings, triaged: boolean): Card =>
  triaged ? triageCard(factsOf(ctx, ticket, settings, 'tickets')) : movedCard(ticket);

const cardOfPart = (
  ctx: Ctx,
  ticket: TicketRow,
  settings: ViewSettings,
  part: { history: History } | undefined,
): Card =>
  part ? participantCard(factsOf(ctx, ticket, settings, 'requests'), part.history) : partedCard(ticket);

const triagedAt = (ticket: TicketRow, at: { channel: string; conversation: string }) =>
  ticket.triage.some((place) => isSamePlace(place, at));

function entryContent(
  entry: EntryRow | undefined,
  {
    about: { number, url },
    via,
    picture,
    publicUrl,
  }: { about: TicketCardFacts; via: string | undefined; picture: string | undefined; publicUrl: string },
  thread: string | null,
  posted: string | null,
): LoadedView['content'] {
  if (entry?.deleted) return 'remove';
  if (!entry || thread === null) return posted ? 'remove' : 'nothing';
  return {
    type: 'said',
    author: entry.author && { ...entry.author, ...(picture ? { picture } : {}) },
    ...(via && entry.author ? { via } : {}),
    ticket: { number, url },
    text: entry.data ? eventInWords(entry.data) : entry.body,
    ...(entry.marks ? { marks: entry.marks } : {}),
    edited: entry.edited,
    internal: entry.kind !== 'reply',
    attachments: entry.attachments.map((file) => ({
      ...file,
      url: `${publicUrl}/api/v1/attachments/${file.id}`,
    })),
  };
}

/** A picture stays in its own workspace, which ids begin with: the account `T1:U1` is in that of `T1:C1`. */
function pictureFor(
  { pictures }: Pick<EntryRow, 'pictures'>,
  at: { channel: string; conversation: string },
): string | undefined {
  const workspaceOf = (id: string) => id.replace(/^direct:/, '').split(':')[0];
  return pictures.find(
    ({ channel, account }) => channel === at.channel && workspaceOf(account) === workspaceOf(at.conversation),
  )?.url;
}

function factsOf(
  ctx: Ctx,
  ticket: TicketRow,
  settings: ViewSettings,
  page: 'requests' | 'tickets',
): TicketCardFacts {
  const until = reopenUntil(ticket, settings.graceDays);
  const { done, total } = progressOf(ticket.isDone, ticket.childStates);
  const toCome = isOpen(ticket.state) ? (ticket.item?.toCome ?? 0) : 0;
  const waitsForApproval = isOpen(ticket.state) && ticket.item?.waits === true;
  return {
    ...ticket,
    due: ticket.due && { metric: ticket.due.metric, at: ticket.due.at, how: howDue(ctx.now(), ticket.due) },
    reopenable: until !== null && until >= ctx.now(),
    progress: { done, total: total + toCome },
    isItem: ticket.item !== null,
    waitsForApproval,
    unfinished: waitsForApproval || ticket.taskLeft || ticket.childStates.some(isOpen),
    url: `${settings.publicUrl}/${page}/${ticket.number}`,
  };
}

function howDue(now: Date, { warnAt, at }: NonNullable<TicketRow['due']>) {
  if (new Date(at) <= now) return 'late';
  return warnAt !== null && new Date(warnAt) <= now ? 'soon' : 'in_time';
}

const place = (at: { channel: string; conversation: string }) => `${at.channel}\n${at.conversation}`;
const viewKey = (view: {
  ticketId: string | null;
  kind: string;
  entryId: string | null;
  channel: string;
  conversation: string;
}) => `${view.entryId ?? `${view.ticketId}\n${view.kind}`}\n${place(view)}`;
