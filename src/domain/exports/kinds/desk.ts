import { Settings } from '../../../contract/settings.ts';
import { emailOf, hostOf, type Kind, kind } from './kind.ts';

/** How the desk is set up. For admins. */
export const deskKinds: readonly Kind[] = [
  kind(
    'queue',
    'queue',
    `id name team_id visibility guests_allowed default_kind default_impact default_urgency triage calendar_id assignment
     schedule_id by_skill by_affinity archived_at created_at updated_at`,
  ),
  kind('intakeConversation', 'intake_conversation', 'id queue_id channel conversation name rule read_until'),
  kind(
    'routingRule',
    'routing_rule',
    'id position name enabled version conditions actions created_at updated_at',
  ),
  kind('routingRuleVersion', 'routing_rule_version', 'rule_id version name conditions actions created_at', {
    order: 'x.rule_id, x.version',
  }),
  kind(
    'calendar',
    'calendar',
    'id name time_zone week holidays version source_read_at source_error created_at updated_at',
    { more: { sourceHost: hostOf('x.source_url') } },
  ),
  kind('calendarVersion', 'calendar_version', 'calendar_id version time_zone week holidays created_at', {
    order: 'x.calendar_id, x.version',
  }),
  kind('slaPolicy', 'sla_policy', 'id position name enabled version conditions terms created_at updated_at'),
  kind('slaPolicyVersion', 'sla_policy_version', 'policy_id version name conditions terms created_at', {
    order: 'x.policy_id, x.version',
  }),
  kind('approvalPolicy', 'approval_policy', 'id name version content created_at updated_at'),
  kind('approvalPolicyVersion', 'approval_policy_version', 'policy_id version name content created_at', {
    order: 'x.policy_id, x.version',
  }),
  kind(
    'changeTemplate',
    'change_template',
    'id name content version withdrawn_at reason created_at updated_at',
  ),
  kind(
    'changeProposal',
    'change_proposal',
    `id likeness ticket_id name content made_of state reason template_id decided_at decided_by_id created_at`,
    { more: { decidedBy: emailOf('x.decided_by_id') } },
  ),
  kind(
    'changeFreeze',
    'change_freeze',
    'id name time_zone starts_at ends_at repeat service_ids types created_at',
  ),
  kind(
    'changeBoard',
    'change_board',
    `id name enabled cron time_zone minutes lead_hours channel conversation chair_id members filter version next_at draw_at
     created_at updated_at`,
  ),
  kind(
    'changeMeeting',
    'change_meeting',
    'id board_id at ends_at state reason missed_since began_at ended_at created_at',
  ),
  kind('catalogueItem', 'catalogue_item', 'id name content version archived_at created_at updated_at'),
  kind('catalogueItemVersion', 'catalogue_item_version', 'item_id version name content created_at', {
    order: 'x.item_id, x.version',
  }),
  kind(
    'service',
    'service',
    'id name description team_id tier escalation_policy_id settings archived_at created_at updated_at',
  ),
  kind('serviceDependency', 'service_dependency', 'service_id depends_on_id', {
    order: 'x.service_id, x.depends_on_id',
  }),
  kind(
    'integration',
    'integration',
    'id service_id name source settings created_at last_used_at revoked_at ping_due_at missing_since',
  ),
  kind(
    'maintenanceWindow',
    'maintenance_window',
    'id name service_ids starts_at ends_at created_by_id created_at finished_at summary status_title',
  ),
  kind(
    'escalationPolicy',
    'escalation_policy',
    'id name version steps repeat acknowledged_minutes created_at updated_at',
  ),
  kind(
    'escalationPolicyVersion',
    'escalation_policy_version',
    'policy_id version steps repeat acknowledged_minutes created_at',
    { order: 'x.policy_id, x.version' },
  ),
  kind(
    'schedule',
    'schedule',
    'id name team_id time_zone layers skip_absent tells_handover channel conversation created_at updated_at',
  ),
  kind(
    'scheduleVersion',
    'schedule_version',
    'id schedule_id version valid_from valid_to created_by_id time_zone layers skip_absent',
  ),
  kind(
    'scheduleOverride',
    'schedule_override',
    'id schedule_id starts_at ends_at person_ids replaces_id created_at',
  ),
  kind(
    'shiftSwap',
    'shift_swap',
    `id schedule_id offerer_id made_by_id starts_at ends_at return_starts_at return_ends_at note everybody state
     taken_by_id reason remind_at expires_at created_at ended_at`,
  ),
  kind('shiftSwapAsk', 'shift_swap_ask', 'swap_id person_id declined_at word', {
    order: 'x.swap_id, x.person_id',
  }),
  kind(
    'calendarSubscription',
    'calendar_subscription',
    'id use team_id person_id origin=host time_zone whole_days names tried_at read_at copied_at created_at updated_at',
  ),
  kind(
    'calendarSubscriptionEvent',
    'calendar_subscription_event',
    'id subscription_id starts_at ends_at person_ids problem',
  ),
  kind(
    'automationRule',
    'automation_rule',
    'id position name enabled version trigger condition delay_minutes actions created_at updated_at',
  ),
  kind(
    'automationRuleVersion',
    'automation_rule_version',
    'rule_id version name trigger condition delay_minutes actions created_at',
    { order: 'x.rule_id, x.version' },
  ),
  kind(
    'macro',
    'macro',
    'id name description reach owner_id reply actions version uses created_at updated_at',
    // A personal macro is its owner's alone, whoever asks.
    { only: `(x.reach <> 'personal' OR x.owner_id = $person OR $person IS NULL)` },
  ),
  kind('macroTeam', 'macro_team', 'macro_id team_id', { order: 'x.macro_id, x.team_id' }),
  kind(
    'recurrence',
    'recurrence',
    'id name enabled cron time_zone missed action next_at created_at updated_at',
  ),
  kind(
    'recurrenceRun',
    'recurrence_run',
    'recurrence_id planned_at missed_since manual state attempts due_at ticket_id words finished_at',
    { order: 'x.recurrence_id, x.planned_at' },
  ),
  kind(
    'webhook',
    'webhook',
    `id name kinds queue_ids header_names enabled off_because failures failing_since created_at updated_at`,
    { more: { host: hostOf('x.url') } },
  ),
  kind('setting', 'setting', 'name value updated_at', {
    only: `x.name IN (${Object.keys(Settings.shape)
      .map((name) => `'${name}'`)
      .join(', ')})`,
    order: 'x.name',
  }),
  kind('statusSubscriber', 'status_subscriber', 'id email asked_at confirmed_at'),
  kind('statusFollower', 'status_follower', 'person_id since', { order: 'x.person_id' }),
  kind('importedTicket', 'imported_ticket', 'source key ticket_id last_at taken_at', {
    order: 'x.source, x.key',
  }),
];
