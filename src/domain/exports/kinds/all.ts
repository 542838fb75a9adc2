import type { ExportType } from '../../../contract/exports.ts';
import { deskKinds } from './desk.ts';
import type { Kind } from './kind.ts';
import { auditKinds, peopleKinds } from './people.ts';
import { alertKinds, changeKinds, incidentKinds, requestKinds, ticketKinds } from './tickets.ts';

/** In the order in which they are written: what others name comes before them. */
export const KINDS: readonly Kind[] = [
  ...peopleKinds,
  ...deskKinds,
  ...ticketKinds,
  ...changeKinds,
  ...requestKinds,
  ...incidentKinds,
  ...alertKinds,
  ...auditKinds,
];

export const kindsOf = (types: readonly ExportType[]): Kind[] =>
  KINDS.filter(({ type }) => types.includes(type));

/** Tables of which nothing is exported, and why. */
export const LEFT_OUT_TABLES: Readonly<Record<string, string>> = {
  announcement: 'what the desk was about to say',
  api_token: 'secrets',
  approval_card: 'where the cards of approvals stand',
  assignment_turn: 'whose turn it is, counted anew anywhere else',
  audit_run: 'when it was last looked whether paging keeps up',
  calendar_feed: 'secrets',
  carrier_trouble: 'what a carrier refuses just now',
  change_meeting_card: 'where meetings about changes are shown',
  delivery: 'by what repeats of a message are known, for two weeks',
  delivery_lane: 'who is delivering where, for seconds',
  export: 'this',
  hook_payload: 'the last things that came in, to look for faults',
  idempotent_call: 'answers to calls, for a day',
  migration: 'what was read of another tool’s export',
  migration_item: 'how far moving in has come',
  notice: 'what is being delivered',
  notification: 'what somebody was told, which stands in the timeline of its ticket',
  phone: 'a number that somebody verified to be paged here, which only they see',
  push_device: 'addresses and keys of browsers: secrets',
  push_key: 'a secret',
  rule_idle: 'a note of automation for itself',
  rule_run: 'a log of automation, for 90 days; what it did stands in the timeline of its ticket',
  rule_schedule: 'a note of automation for itself',
  schedule_check: 'what the last check of coverage has found, which is counted anew',
  schedule_duty: 'of whom it was told that they came on call, a note of the desk for itself',
  session: 'secrets',
  shift_swap_card: 'where the cards of offered shifts stand',
  sign_in_link: 'secrets',
  slack_installation: 'secrets',
  teams_account: 'what Teams calls somebody towards this bot alone',
  teams_conversation: 'how this bot reaches a conversation',
  ticket_event: 'what rules and webhooks have still to hear',
  ticket_idle: 'a note of automation for itself',
  ticket_search: 'the words of tickets once more, as an index',
  unfinished: 'what is being taken in',
  view: 'where the cards of tickets stand',
  walk: 'how far work in the background has come',
  web_message: 'the portal’s copy of what stands in the timelines of tickets',
  webhook_delivery: 'a log of what was sent, for 30 days',
};

/** Columns of exported tables that are not exported, and why. */
export const LEFT_OUT_COLUMNS: Readonly<Record<string, string>> = {
  'audit_entry.detail_hash': 'exported as text',
  'audit_entry.hash': 'exported as text',
  'audit_entry.salt': 'a secret: with it, detail that was erased could be guessed',
  'calendar.source_url': 'there may be a secret in it; its host is exported',
  'calendar_subscription.error': 'a note of reading for itself',
  'calendar_subscription.etag': 'a note of reading for itself',
  'calendar_subscription.name': 'what somebody calls a calendar of their own is theirs to know',
  'calendar_subscription.sealed_url': 'a secret',
  'calendar_subscription.url': 'there may be a secret in it; its host is exported',
  'calendar_subscription.words': 'by what somebody knows that they are away is theirs to know',
  'calendar_subscription_event.content': 'what stands in a calendar elsewhere',
  'calendar_subscription_event.key': 'of what stands in a calendar elsewhere',
  'integration.key_hash': 'of a secret',
  'major_incident_room.url': 'follows from its conversation',
  'page.doubts': 'a note of delivery for itself',
  'page.shown': 'a note of delivery for itself',
  'page.stale': 'a note of delivery for itself',
  'person.absence_followed_until': 'a note of absences for itself',
  'webhook.headers': 'secrets',
  'webhook.old_secret': 'a secret',
  'webhook.old_until': 'of a secret',
  'webhook.secret': 'a secret',
  'webhook.url': 'there may be a secret in it; its host is exported',
};
