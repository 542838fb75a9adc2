import type { Ticket as TicketView } from '../../contract/tickets.ts';
import { gathered } from '../../lib/gather.ts';
import { statement } from '../../lib/sql.ts';
import type { RoutingRule } from '../routing/match.ts';
import type { Directory, QueueFacts } from '../settings/directory.ts';
import type { StoredClock } from '../sla/view.ts';
import type { Draft, Inserted } from './insert.ts';
import type { TicketFacts } from './policy.ts';

type Ref = { id: string; name: string };
type Other = Pick<TicketView['links'][number], 'kind' | 'direction' | 'number' | 'title' | 'state'>;
type Instants = 'takenAt' | 'heldAt' | 'resumedAt' | 'resolvedAt' | 'reopenedAt' | 'closedAt' | 'cancelledAt';

/** A ticket with everything that is told of it. */
export type WholeTicket = Omit<
  TicketView,
  | Instants
  | 'createdAt'
  | 'updatedAt'
  | 'reopenUntil'
  | 'queue'
  | 'links'
  | 'parent'
  | 'children'
  | 'tasks'
  | 'progress'
  | 'watchers'
  | 'rating'
  | 'routedBy'
  | 'sla'
  | 'due'
  | 'verbs'
> &
  Pick<TicketFacts, 'requesterId' | 'openedById'> &
  Record<Instants, Date | null> & {
    createdAt: Date;
    updatedAt: Date;
    assigneeId: string | null;
    queue: { id: string; name: string } & TicketFacts['queue'];
    watchers: Ref[];
    links: (Other & { queueId: string })[];
    parent: (NonNullable<TicketView['parent']> & { queueId: string }) | null;
    children: (TicketView['children'][number] & { queueId: string })[];
    /** With instants as PostgreSQL’s JSON has them. */
    tasks: TicketView['tasks'];
    rating: { score: number; comment: string; at: string } | null;
    rule: TicketView['routedBy'];
    sla: { policyId: string; version: number; name: string; clocks: StoredClock[] } | null;
  };

const LINK = (direction: 'out' | 'in', own: string, other: string) => `
  SELECT json_build_object('kind', l.kind, 'direction', '${direction}', 'number', o.number, 'title', o.title,
                           'state', o.state, 'queueId', o.queue_id) AS link
    FROM ticket_link l JOIN ticket o ON o.id = l.${other} WHERE l.${own} = t.id AND l.kind <> 'child_of'`;

const PERSON = (alias: string) =>
  `CASE WHEN ${alias}.id IS NULL THEN NULL ELSE json_build_object('id', ${alias}.id, 'name', ${alias}.name) END`;

// Each of the lists is read by an index of its own; as many statements would cost far more than they.
const WHOLE = statement<WholeTicket & { key: string }>(
  'whole-tickets',
  `
SELECT t.id::text AS key, t.id::text, t.number, t.kind::text, t.state::text, t.hold_reason::text AS "holdReason", t.title, t.description,
       t.impact, t.urgency, t.priority, t.priority_reason AS "priorityReason", t.tags, t.category, t.source::text,
       t.channel, t.resolution_code::text AS "resolutionCode", t.resolution, t.revision, t.unassigned_because AS "unassignedBecause",
       t.requester_id::text AS "requesterId", t.opened_by_id::text AS "openedById", t.assignee_id::text AS "assigneeId",
       t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.taken_at AS "takenAt", t.held_at AS "heldAt",
       t.resumed_at AS "resumedAt", t.resolved_at AS "resolvedAt", t.reopened_at AS "reopenedAt",
       t.closed_at AS "closedAt", t.cancelled_at AS "cancelledAt",
       json_build_object('id', r.id, 'name', r.name) AS requester,
       json_build_object('id', o.id, 'name', o.name) AS "openedBy",
       ${PERSON('a')} AS assignee, t.is_project AS "isProject",
       json_build_object('id', q.id, 'name', q.name, 'teamId', q.team_id, 'visibility', q.visibility) AS queue,
       (SELECT m.number FROM ticket m WHERE m.id = t.merged_into_id) AS "mergedInto",
       coalesce((SELECT json_agg(json_build_object('id', p.id, 'name', p.name))
                   FROM ticket_watcher w JOIN person p ON p.id = w.person_id WHERE w.ticket_id = t.id), '[]') AS watchers,
       ARRAY(SELECT x.number FROM ticket_alias x WHERE x.ticket_id = t.id
             UNION ALL SELECT m.number FROM ticket m WHERE m.merged_into_id = t.id) AS aliases,
       coalesce((SELECT json_agg(link) FROM (${LINK('out', 'from_id', 'to_id')}
                 UNION ALL ${LINK('in', 'to_id', 'from_id')}) AS both_ways), '[]') AS links,
       (SELECT json_build_object('number', u.number, 'title', u.title, 'state', u.state, 'queueId', u.queue_id)
          FROM ticket_link l JOIN ticket u ON u.id = l.to_id
         WHERE l.from_id = t.id AND l.kind = 'child_of') AS parent,
       coalesce((SELECT json_agg(json_build_object(
                          'number', c.number, 'title', c.title, 'state', c.state, 'queueId', c.queue_id,
                          'assignee', ${PERSON('p')}) ORDER BY c.created_at, c.id)
                   FROM ticket_link l JOIN ticket c ON c.id = l.from_id LEFT JOIN person p ON p.id = c.assignee_id
                  WHERE l.to_id = t.id AND l.kind = 'child_of'), '[]') AS children,
       coalesce((SELECT json_agg(json_build_object(
                          'id', s.id, 'title', s.title, 'owner', ${PERSON('p')}, 'dueAt', s.due_at,
                          'required', s.required, 'doneAt', s.done_at, 'doneBy', ${PERSON('d')})
                        ORDER BY s.position, s.id)
                   FROM task s LEFT JOIN person p ON p.id = s.owner_id LEFT JOIN person d ON d.id = s.done_by_id
                  WHERE s.ticket_id = t.id), '[]') AS tasks,
       coalesce((SELECT json_agg(json_build_object('id', p.id, 'policy', v.name, 'state', p.state, 'decision', p.decision)
                                 ORDER BY p.asked_at, p.id)
                   FROM (SELECT * FROM approval WHERE subject_kind = 'ticket' AND subject_id = t.id
                          ORDER BY asked_at DESC, id DESC LIMIT 50) p
                   JOIN approval_policy_version v ON v.policy_id = p.policy_id AND v.version = p.policy_version), '[]') AS approvals,
       (SELECT c.state::text FROM change c WHERE c.ticket_id = t.id) AS change,
       EXISTS (SELECT 1 FROM catalogue_request c WHERE c.ticket_id = t.id) AS "isCatalogueRequest",
       (SELECT json_build_object('score', g.score, 'comment', g.comment, 'at', g.at)
          FROM rating g WHERE g.ticket_id = t.id) AS rating,
       (SELECT json_build_object('ruleId', v.rule_id, 'version', v.version, 'name', v.name)
          FROM routing_rule_version v WHERE v.rule_id = t.rule_id AND v.version = t.rule_version) AS rule,
       t.calendar_id::text AS "calendarId",
       CASE WHEN t.agreement IS NOT NULL THEN (
         SELECT json_build_object('policyId', v.policy_id, 'version', v.version, 'name', v.name, 'clocks', (
                  SELECT coalesce(json_agg(json_build_object(
                           'metric', k.metric, 'state', k.state, 'targetMinutes', k.target_minutes,
                           'startedAt', k.started_at, 'warnAt', k.warn_at, 'dueAt', k.due_at, 'leftMs', k.left_ms,
                           'stoppedAt', k.stopped_at) ORDER BY k.metric, k.cycle), '[]')
                    FROM sla_clock k WHERE k.ticket_id = t.id))
           FROM sla_policy_version v
          WHERE v.policy_id = (t.agreement ->> 'policyId')::uuid
            AND v.version = (t.agreement ->> 'policyVersion')::int) END AS sla
  FROM ticket t
  JOIN person r ON r.id = t.requester_id
  JOIN person o ON o.id = t.opened_by_id
  JOIN queue q ON q.id = t.queue_id
  LEFT JOIN person a ON a.id = t.assignee_id
 WHERE t.id = ANY ($1::uuid[])`,
);
/** The ticket with this id, as nobody in particular may see it. */
export const wholeTicket = gathered<WholeTicket>((ctx, ids) => WHOLE(ctx, ids));

/** What {@link wholeTicket} would find of a ticket that was written a moment ago, without being asked. */
export function ticketAsOpened(
  channel: string,
  draft: Draft,
  inserted: Inserted,
  of: { requester: Ref; opener: Ref; queue: QueueFacts; rule: RoutingRule | undefined; directory: Directory },
): WholeTicket {
  const ref = ({ id, name }: Ref): Ref => ({ id, name });
  const { kind, title, description, impact, urgency, priority, requesterId, openedById } = draft;
  return {
    id: inserted.id,
    number: inserted.number,
    ...{ kind, title, description, impact, urgency, priority, requesterId, openedById, channel },
    state: 'new',
    holdReason: null,
    priorityReason: null,
    tags: draft.tags,
    category: draft.category,
    source: draft.source,
    resolutionCode: null,
    resolution: null,
    revision: 1,
    assigneeId: null,
    unassignedBecause: null,
    createdAt: inserted.at,
    updatedAt: inserted.at,
    takenAt: null,
    heldAt: null,
    resumedAt: null,
    resolvedAt: null,
    reopenedAt: null,
    closedAt: null,
    cancelledAt: null,
    requester: ref(of.requester),
    openedBy: ref(of.opener),
    assignee: null,
    queue: { ...ref(of.queue), teamId: of.queue.teamId, visibility: of.queue.visibility },
    mergedInto: null,
    watchers: [],
    aliases: [],
    links: [],
    isProject: false,
    parent: null,
    children: [],
    tasks: [],
    approvals: [],
    change: null,
    isCatalogueRequest: false,
    rating: null,
    rule: of.rule && draft.rule ? { ruleId: of.rule.id, version: of.rule.version, name: of.rule.name } : null,
    calendarId: null,
    sla: promised(draft, of.directory),
  };
}

function promised({ sla }: Draft, { slaPolicies }: Directory): WholeTicket['sla'] {
  const policy = slaPolicies.find(({ id }) => id === sla?.agreement.policyId);
  return sla && policy
    ? { policyId: policy.id, version: policy.version, name: policy.name, clocks: sla.clocks }
    : null;
}
