import { emailOf, type Kind, kind } from './kind.ts';

const OF_TICKET = { about: 'ticket', more: { ticket: 't.number' } } as const;
/** Rows that name their ticket. */
const ofTicket = (table: string) => ({
  ...OF_TICKET,
  from: `${table} x JOIN ticket t ON t.id = x.ticket_id`,
});
const ofEntry = (table: string) => ({
  ...OF_TICKET,
  from: `${table} x JOIN entry e ON e.id = x.entry_id JOIN ticket t ON t.id = e.ticket_id`,
});
/** Approvals are about tickets, so far. */
const APPROVALS = `approval a JOIN ticket t ON a.subject_kind = 'ticket' AND t.id = a.subject_id`;
const ofApproval = (table: string) => ({
  ...OF_TICKET,
  from: `${APPROVALS} JOIN ${table} x ON x.approval_id = a.id`,
});

/** Tickets, and what belongs to them. */
export const ticketKinds: readonly Kind[] = [
  kind(
    'ticket',
    'ticket',
    `id number kind state hold_reason title description impact urgency priority priority_reason requester_id
     opened_by_id queue_id assignee_id category tags source channel resolution_code resolution merged_into_id rule_id
     rule_version calendar_id agreement due_at awaits_assignment unassigned_because is_project revision created_at
     updated_at taken_at held_at resumed_at resolved_at reopened_at closed_at cancelled_at`,
    {
      about: 'ticket',
      from: 'ticket x JOIN ticket t ON t.id = x.id',
      more: {
        queue: '(SELECT q.name FROM queue q WHERE q.id = x.queue_id)',
        requester: emailOf('x.requester_id'),
        assignee: emailOf('x.assignee_id'),
      },
    },
  ),
  kind(
    'entry',
    'entry',
    `id ticket_id kind author_id channel conversation message body marks data part created_at edited_at deleted_at
     deleted_in`,
    { ...ofTicket('entry'), more: { ...OF_TICKET.more, author: emailOf('x.author_id') } },
  ),
  kind('entryEdit', 'entry_edit', 'id entry_id body editor_id at', ofEntry('entry_edit')),
  kind(
    'attachment',
    'attachment',
    'id entry_id uploader_id name type=media_type size sha256 source created_at',
    ofEntry('attachment'),
  ),
  kind('task', 'task', 'id ticket_id position title owner_id due_at required done_at done_by_id created_at', {
    ...ofTicket('task'),
    more: { ...OF_TICKET.more, owner: emailOf('x.owner_id') },
  }),
  kind('rating', 'rating', 'ticket_id person_id score comment at', {
    ...ofTicket('rating'),
    order: 'x.ticket_id',
  }),
  kind('ticketAlias', 'ticket_alias', 'number ticket_id', { ...ofTicket('ticket_alias'), order: 'x.number' }),
  kind('ticketLink', 'ticket_link', 'from_id to_id kind', {
    ...OF_TICKET,
    from: 'ticket_link x JOIN ticket t ON t.id = x.from_id JOIN ticket o ON o.id = x.to_id',
    // A link into a queue that somebody does not see would tell them what goes on there.
    only: 'o.queue_id = ANY ($queues)',
    order: 'x.from_id, x.to_id, x.kind',
  }),
  kind('ticketWatcher', 'ticket_watcher', 'ticket_id person_id channel conversation since', {
    ...ofTicket('ticket_watcher'),
    order: 'x.ticket_id, x.person_id',
  }),
  kind('ticketThread', 'ticket_thread', 'channel conversation thread ticket_id side', {
    ...ofTicket('ticket_thread'),
    order: 'x.channel, x.conversation, x.thread',
  }),
  kind(
    'slaClock',
    'sla_clock',
    `ticket_id metric cycle state target_minutes started_at warn_at due_at left_ms stopped_at epoch next_at upcoming
     thresholds`,
    { ...ofTicket('sla_clock'), order: 'x.ticket_id, x.metric, x.cycle' },
  ),
  kind(
    'slaEvent',
    'sla_event',
    'id ticket_id metric cycle epoch threshold at found_at handled_at',
    ofTicket('sla_event'),
  ),
  kind(
    'approval',
    'approval',
    `id subject_kind subject_id policy_id policy_version state round stage hash reason asked_by_id asked_at stage_at
     reminded_at escalated_at expires_at work_at decided_at decision`,
    { ...OF_TICKET, from: `${APPROVALS} JOIN approval x ON x.id = a.id` },
  ),
  kind('approvalSeat', 'approval_seat', 'approval_id round stage person_id groups mandatory substitute_id', {
    ...ofApproval('approval_seat'),
    order: 'x.approval_id, x.round, x.stage, x.person_id',
  }),
  kind(
    'approvalVote',
    'approval_vote',
    'id approval_id round stage seat_id voter_id choice comment hash channel at',
    { ...ofApproval('approval_vote'), more: { ...OF_TICKET.more, voter: emailOf('x.voter_id') } },
  ),
];

const ofIncident = (table: string) => ({
  ...OF_TICKET,
  from: `${table} x JOIN major_incident m ON m.id = x.incident_id JOIN ticket t ON t.id = m.ticket_id`,
});

/** Tickets for which people come together. */
export const incidentKinds: readonly Kind[] = [
  kind(
    'majorIncident',
    'major_incident',
    `id ticket_id state reason declared_by_id declared_at identified_at monitoring_at resolved_at update_due_at
     claim_due_at`,
    ofTicket('major_incident'),
  ),
  kind('majorIncidentService', 'major_incident_service', 'incident_id service_id', {
    ...ofIncident('major_incident_service'),
    order: 'x.incident_id, x.service_id',
  }),
  kind('majorIncidentSeat', 'major_incident_seat', 'incident_id role person_id since', {
    ...ofIncident('major_incident_seat'),
    order: 'x.incident_id, x.role, x.person_id',
  }),
  kind(
    'majorIncidentRoom',
    'major_incident_room',
    'incident_id state wanted_at channel near name conversation topic pinned error archive_at',
    { ...ofIncident('major_incident_room'), order: 'x.incident_id' },
  ),
  kind('majorIncidentGuest', 'major_incident_guest', 'incident_id person_id state why', {
    ...ofIncident('major_incident_guest'),
    order: 'x.incident_id, x.person_id',
  }),
  kind(
    'majorIncidentEvent',
    'major_incident_event',
    'id incident_id kind actor_id at text data channel conversation message edited_at',
    ofIncident('major_incident_event'),
  ),
  kind(
    'incidentReview',
    'incident_review',
    `id incident_id state sections began_at version created_at edited_at edited_by_id done_at done_by_id remind_at`,
    ofIncident('incident_review'),
  ),
  kind('incidentFollowUp', 'incident_follow_up', 'ticket_id incident_id due_at created_at', {
    ...ofIncident('incident_follow_up'),
    order: 'x.ticket_id',
  }),
  kind(
    'statusUpdate',
    'status_update',
    'id incident_id public state title text services at edited_at',
    ofIncident('status_update'),
  ),
];

/** Planned changes. */
export const changeKinds: readonly Kind[] = [
  kind(
    'change',
    'change',
    `id ticket_id change_type state reason plan test_plan backout_plan links answers risk risk_because starts_at ends_at time_zone
     holds_alerts maintenance_id template_id policy_id approval_ids work_at reminded_at started_at ended_at outcome outcome_note
     review_note likeness created_at`,
    ofTicket('change'),
  ),
  kind('changeService', 'change_service', 'change_id service_id', {
    ...OF_TICKET,
    from: 'change_service x JOIN change c ON c.id = x.change_id JOIN ticket t ON t.id = c.ticket_id',
    order: 'x.change_id, x.service_id',
  }),
  kind(
    'changeMeetingItem',
    'change_meeting_item',
    `id meeting_id change_id position added_by_id minutes version minuted_by_id minuted_at entry_id removed_at
     removed_reason`,
    {
      ...OF_TICKET,
      from: 'change_meeting_item x JOIN change c ON c.id = x.change_id JOIN ticket t ON t.id = c.ticket_id',
    },
  ),
  kind(
    'changeFailure',
    'change_failure',
    'id change_id system system_folded ticket_id report_ids reports created_at',
    ofTicket('change_failure'),
  ),
];

/** What is asked for of the catalogue. */
export const requestKinds: readonly Kind[] = [
  kind(
    'catalogueRequest',
    'catalogue_request',
    'ticket_id item_id version answers state approval_id stage work_at created_at',
    { ...ofTicket('catalogue_request'), order: 'x.ticket_id' },
  ),
  kind('catalogueRequestStep', 'catalogue_request_step', 'request_id position ticket_id', {
    ...OF_TICKET,
    from: 'catalogue_request_step x JOIN ticket t ON t.id = x.request_id',
    order: 'x.request_id, x.position',
  }),
];

const ofAlert = (table: string) => ({
  about: 'alert' as const,
  from: `${table} x JOIN alert a ON a.id = x.alert_id`,
});

/** Alerts, what happened to them, and who was told. */
export const alertKinds: readonly Kind[] = [
  kind(
    'alert',
    'alert',
    `id service_id integration_id number dedup_key state severity summary source labels links count escalate_at
     acknowledged_at acknowledged_by_id resolved_at resolved_by_id first_at last_at group_id group_key held_until
     silenced_until maintenance_id resolve_at ticket_id ticket_at ticket_wish
     incident_at incident_wish
     asked_by_id plan`,
    {
      about: 'alert',
      from: 'alert x JOIN alert a ON a.id = x.id',
      more: { service: '(SELECT s.name FROM service s WHERE s.id = x.service_id)' },
    },
  ),
  kind('alertEvent', 'alert_event', 'id alert_id kind actor_id at', ofAlert('alert_event')),
  kind(
    'escalation',
    'escalation',
    'id alert_id policy_id policy_version round step state next_at asked_at started_at ended_at',
    ofAlert('escalation'),
  ),
  kind(
    'page',
    'page',
    `id escalation_id alert_id purpose round step target way via person_id channel conversation due_at state work_at
     reminder attempts message sent_at delivered_at error created_at`,
    ofAlert('page'),
  ),
];
