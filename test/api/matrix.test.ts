import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/api/server.ts';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { ProblemDetails } from '../../src/contract/common.ts';
import type { Endpoint } from '../../src/contract/endpoint.ts';
import { DEFAULT_PAGING } from '../../src/contract/escalation.ts';
import { runNextExport } from '../../src/domain/exports/run.ts';
import { createPresence } from '../../src/domain/tickets/presence.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { TERMS } from '../domain/sla/sla-desk.ts';
import { icalFile, workweek } from '../support/calendars.ts';
import { browserKeys } from '../support/push/browser.ts';
import {
  approvalPolicy,
  automation,
  board,
  type Caller,
  callers,
  changeContent,
  createStage,
  escalation,
  freeze,
  macro,
  override,
  recurrence,
  type Stage,
  subscription,
  type World,
} from './matrix-world.ts';

type Statuses = Record<Caller, number>;
type Line = {
  input: (world: World) => object | Promise<object>;
  state?: 'resolved' | 'on_hold';
  /** It needs a ticket, though its name does not say so. */
  about?: 'ticket';
  expect: Statuses;
};

/** Who may read a ticket: whoever takes part, and agents; of a private queue its team alone. */
const READ: Statuses = {
  nobody: 401,
  requester: 200,
  other: 404,
  watcher: 200,
  guest: 404,
  agent: 200,
  elsewhere: 200,
  outsider: 404,
  insider: 200,
  admin: 200,
  adminOutside: 404,
  revoked: 401,
  readOnly: 200,
};
/** Who may work on it: agents. */
const WORK: Statuses = { ...READ, requester: 403, watcher: 403, readOnly: 403 };
/** What its requester may do as well. */
const OWN: Statuses = { ...WORK, requester: 200 };
const EVERYBODY: Statuses = {
  nobody: 401,
  requester: 200,
  other: 200,
  watcher: 200,
  guest: 200,
  agent: 200,
  elsewhere: 200,
  outsider: 200,
  insider: 200,
  admin: 200,
  adminOutside: 200,
  revoked: 401,
  readOnly: 200,
};
const all = (status: number): Statuses =>
  Object.fromEntries(callers.map((caller) => [caller, status])) as Statuses;
const STAFF: Statuses = { ...EVERYBODY, requester: 403, other: 403, watcher: 403, guest: 403 };
const ADMIN: Statuses = {
  ...STAFF,
  agent: 403,
  elsewhere: 403,
  outsider: 403,
  insider: 403,
  readOnly: 403,
};
/** The same with another status of success. */
const with2xx = (statuses: Statuses, status: number): Statuses =>
  Object.fromEntries(
    Object.entries(statuses).map(([caller, old]) => [caller, old === 200 ? status : old]),
  ) as Statuses;
const signedIn = (status: number, readOnly = 403): Statuses => ({ ...with2xx(EVERYBODY, status), readOnly });

/** Who sees a major incident: agents who see its ticket; and who leads one. */
const LED: Statuses = { ...STAFF, outsider: 404, adminOutside: 404 };
const LEAD: Statuses = { ...LED, readOnly: 403 };
/** Who may manage what the agent has started: they, and admins. */
const AGENTS_OWN: Statuses = { ...STAFF, elsewhere: 404, insider: 404 };

/** Who may read an approval that `other` is asked for: they, and agents. */
const ASKED: Statuses = { ...READ, requester: 404, watcher: 404, other: 200 };

/** Who answers to the agent’s being asked: they alone; admins do so by name. */
const ANSWER: Statuses = {
  ...STAFF,
  ...{ elsewhere: 403, insider: 404, admin: 403, adminOutside: 403, readOnly: 403 },
};

/** Who leads a meeting: its chair, who is the agent or the insider, and admins. Who is on the board, as `elsewhere` is, writes. */
const CHAIR: Statuses = { ...STAFF, elsewhere: 403, outsider: 403, readOnly: 403 };
const BOARD: Statuses = { ...CHAIR, elsewhere: 200 };

const just = ({ number }: World) => ({ number });

/** What every endpoint says to every caller. One that is not here fails. */
const MATRIX: Record<string, Line> = {
  'session.requestLink': { input: () => ({ email: 'nobody@example.com' }), expect: all(202) },
  'session.start': { input: async (w) => ({ secret: (await w.link()).secret }), expect: all(201) },
  'session.get': { input: () => ({}), expect: EVERYBODY },
  'session.prefer': { input: () => ({ channel: 'web' }), expect: signedIn(200) },
  'session.end': { input: () => ({}), expect: all(204) },

  'portal.tickets': { input: () => ({}), expect: EVERYBODY },
  'portal.thread': { input: just, expect: READ },
  'portal.messages': { input: () => ({}), expect: EVERYBODY },
  'portal.news': { input: () => ({}), expect: EVERYBODY },
  'portal.send': {
    input: (w) => ({ delivery: w.id, text: 'My screen is black' }),
    expect: signedIn(201),
  },
  'portal.editMessage': { input: (w) => ({ id: w.id, text: 'x' }), expect: signedIn(404) },
  'portal.deleteMessage': { input: (w) => ({ id: w.id }), expect: signedIn(404) },
  'portal.press': {
    input: (w) => ({ delivery: w.id, message: w.id, action: 'take', value: 'x' }),
    expect: signedIn(404),
  },
  'portal.open': { input: (w) => ({ delivery: w.id, text: 'help' }), expect: signedIn(200) },
  'portal.submit': {
    input: (w) => ({ delivery: w.id, action: 'nothing', value: '', fields: {} }),
    expect: signedIn(200),
  },

  'tickets.list': { input: () => ({}), expect: EVERYBODY },
  'tickets.get': { input: just, expect: READ },
  'tickets.open': {
    input: (w) => ({ description: w.unique, queueId: w.queueId }),
    expect: { ...signedIn(201), guest: 403 },
  },
  'tickets.edit': { input: (w) => ({ number: w.number, title: w.unique }), expect: WORK },
  'tickets.entries': { input: just, expect: READ },
  'tickets.reply': {
    input: (w) => ({ number: w.number, body: 'Hello' }),
    expect: { ...with2xx(OWN, 201), watcher: 201 },
  },
  'tickets.note': { input: (w) => ({ number: w.number, body: 'Hush' }), expect: with2xx(WORK, 201) },
  'tickets.editEntry': {
    input: (w) => ({ id: w.entryId, body: 'Better' }),
    expect: { ...with2xx(WORK, 403), requester: 200 },
  },
  'tickets.deleteEntry': {
    input: (w) => ({ id: w.entryId }),
    expect: { ...with2xx(WORK, 403), requester: 200 },
  },
  'tickets.entryEdits': { input: (w) => ({ id: w.entryId }), expect: READ },
  'tickets.take': { input: just, expect: WORK },
  'tickets.assign': { input: (w) => ({ number: w.number, assigneeId: w.agentId }), expect: WORK },
  'tickets.move': {
    input: async (w) => ({ number: w.number, queueId: (await w.queue()).id }),
    expect: WORK,
  },
  'tickets.hold': { input: (w) => ({ number: w.number, reason: 'awaiting_vendor' }), expect: WORK },
  'tickets.resume': { input: just, state: 'on_hold', expect: WORK },
  'tickets.resolve': { input: (w) => ({ number: w.number, resolution: 'Done' }), expect: OWN },
  'tickets.reopen': { input: just, state: 'resolved', expect: OWN },
  'tickets.close': { input: just, state: 'resolved', expect: WORK },
  'tickets.cancel': { input: just, expect: OWN },
  'tickets.merge': { input: (w) => ({ number: w.number, into: w.second }), expect: WORK },
  'tickets.link': { input: (w) => ({ number: w.number, kind: 'related', to: w.second }), expect: WORK },
  'tickets.unlink': { input: (w) => ({ number: w.number, kind: 'related', to: w.second }), expect: WORK },
  'tickets.split': { input: (w) => ({ number: w.number, entryId: w.entryId }), expect: WORK },
  'tickets.rate': {
    input: (w) => ({ number: w.number, score: 5 }),
    state: 'resolved',
    expect: { ...with2xx(WORK, 403), requester: 200 },
  },
  'tickets.watch': {
    input: async (w) => ({ number: w.number, personId: (await w.person()).id }),
    expect: WORK,
  },
  'tickets.unwatch': {
    input: async (w) => ({ number: w.number, personId: (await w.person()).id }),
    expect: WORK,
  },
  'tickets.openChild': {
    input: (w) => ({ number: w.number, title: 'Part', description: w.unique }),
    expect: with2xx(WORK, 201),
  },
  'tickets.setParent': { input: (w) => ({ number: w.number, parent: w.second }), expect: WORK },
  'tickets.makeProject': { input: just, expect: WORK },
  'tickets.endProject': { input: just, expect: WORK },
  'tickets.presence': {
    input: (w) => ({ number: w.number, here: true }),
    expect: { ...READ, readOnly: 403 },
  },

  'tasks.add': {
    input: (w) => ({ number: w.number, tasks: [{ title: w.unique }] }),
    about: 'ticket',
    expect: with2xx(WORK, 201),
  },
  'tasks.order': { input: (w) => ({ number: w.number, ids: [w.taskId] }), about: 'ticket', expect: WORK },
  'tasks.change': { input: (w) => ({ id: w.taskId, title: w.unique }), about: 'ticket', expect: WORK },
  'tasks.tick': { input: (w) => ({ id: w.taskId }), about: 'ticket', expect: OWN },
  'tasks.untick': { input: (w) => ({ id: w.taskId }), about: 'ticket', expect: OWN },
  'tasks.remove': { input: (w) => ({ id: w.taskId }), about: 'ticket', expect: WORK },

  'queues.list': { input: () => ({}), expect: EVERYBODY },
  'queues.create': {
    input: (w) => ({ name: w.unique, teamId: w.teamId }),
    expect: with2xx(ADMIN, 201),
  },
  'queues.update': {
    input: async (w) => ({ id: (await w.queue()).id, name: `New ${w.unique}` }),
    expect: ADMIN,
  },

  'routingRules.list': { input: () => ({}), expect: ADMIN },
  'routingRules.create': {
    input: (w) => ({ name: w.unique, conditions: {}, actions: { tags: ['y'] } }),
    expect: with2xx(ADMIN, 201),
  },
  // What comes back depends on what others add meanwhile; who may, does not.
  'routingRules.order': { input: (w) => ({ ids: [w.id] }), expect: with2xx(ADMIN, 409) },
  'routingRules.dryRun': { input: () => ({ text: 'printer' }), expect: ADMIN },
  'routingRules.update': {
    input: async (w) => ({ id: (await w.rule()).id, enabled: false }),
    expect: ADMIN,
  },
  'routingRules.remove': {
    input: async (w) => ({ id: (await w.rule()).id }),
    expect: with2xx(ADMIN, 204),
  },

  'slaPolicies.list': { input: () => ({}), expect: STAFF },
  'slaPolicies.create': {
    input: (w) => ({ name: w.unique, conditions: { categories: [w.unique] }, terms: TERMS }),
    expect: with2xx(ADMIN, 201),
  },
  'slaPolicies.order': { input: (w) => ({ ids: [w.id] }), expect: with2xx(ADMIN, 409) },
  'slaPolicies.update': {
    input: async (w) => ({ id: (await w.slaPolicy()).id, enabled: false }),
    expect: ADMIN,
  },
  'slaPolicies.remove': {
    input: async (w) => ({ id: (await w.slaPolicy()).id }),
    expect: with2xx(ADMIN, 204),
  },

  'automations.list': { input: () => ({}), expect: STAFF },
  'automations.create': { input: (w) => automation(w.unique), expect: with2xx(ADMIN, 201) },
  'automations.order': { input: (w) => ({ ids: [w.id] }), expect: with2xx(ADMIN, 409) },
  'automations.dryRun': { input: () => ({ trigger: { on: 'opened' } }), expect: ADMIN },
  'automations.runs': { input: () => ({}), expect: STAFF },
  'automations.retry': { input: (w) => ({ id: w.id }), expect: with2xx(ADMIN, 404) },
  'automations.export': { input: () => ({}), expect: ADMIN },
  'automations.import': { input: () => ({ yaml: 'automations: []' }), expect: ADMIN },
  'automations.update': {
    input: async (w) => ({ id: (await w.automation()).id, enabled: false }),
    expect: ADMIN,
  },
  'automations.remove': {
    input: async (w) => ({ id: (await w.automation()).id }),
    expect: with2xx(ADMIN, 204),
  },

  'approvals.list': { input: () => ({}), expect: EVERYBODY },
  'approvals.get': { input: async (w) => ({ id: (await w.approval()).id }), about: 'ticket', expect: ASKED },
  'approvals.ofTicket': { input: just, about: 'ticket', expect: { ...WORK, readOnly: 200 } },
  'approvals.ask': {
    input: async (w) => ({ number: w.number, policyId: (await w.approvalPolicy()).id }),
    about: 'ticket',
    expect: with2xx(WORK, 201),
  },
  'approvals.vote': {
    input: async (w) => {
      const { id, hash } = await w.approval();
      return { id, fingerprint: hash, choice: 'approve' };
    },
    about: 'ticket',
    expect: { ...with2xx(ASKED, 403), other: 201, readOnly: 403 },
  },
  'approvals.cancel': {
    input: async (w) => ({ id: (await w.approval()).id }),
    about: 'ticket',
    expect: WORK,
  },
  'approvalPolicies.list': { input: () => ({}), expect: STAFF },
  'approvalPolicies.create': {
    input: (w) => approvalPolicy(w.unique, w.agentId),
    expect: with2xx(ADMIN, 201),
  },
  'approvalPolicies.update': {
    input: async (w) => ({ id: (await w.approvalPolicy()).id, remindHours: 4 }),
    expect: ADMIN,
  },
  'approvalPolicies.remove': {
    input: async (w) => ({ id: (await w.approvalPolicy()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'delegations.list': { input: () => ({}), expect: EVERYBODY },
  'delegations.create': {
    input: async (w) => ({ to: (await w.person()).id, until: '2036-01-01T00:00:00Z' }),
    expect: { ...signedIn(201), guest: 422 },
  },
  // Whose votes they are does so as well: test/domain/approvals/delegations.test.ts.
  'delegations.remove': {
    input: async (w) => ({ id: (await w.delegation()).id }),
    expect: { ...with2xx(ADMIN, 204), elsewhere: 204 },
  },

  'macros.list': { input: () => ({}), expect: STAFF },
  // Who leads a team writes for it; there is none here: test/domain/macros/macros.test.ts.
  'macros.create': { input: (w) => macro(w.unique), expect: with2xx(ADMIN, 201) },
  'macros.update': {
    input: async (w) => ({ id: (await w.macro()).id, name: w.unique }),
    expect: ADMIN,
  },
  'macros.remove': { input: async (w) => ({ id: (await w.macro()).id }), expect: with2xx(ADMIN, 204) },
  'macros.preview': {
    input: async (w) => ({ id: (await w.macro()).id, ticket: w.number }),
    about: 'ticket',
    expect: { ...WORK, other: 403, guest: 403, readOnly: 200 },
  },
  'macros.fill': {
    input: async (w) => ({ id: (await w.macro()).id, ticket: w.number }),
    about: 'ticket',
    expect: { ...WORK, other: 403, guest: 403 },
  },
  'macros.apply': {
    input: async (w) => ({ id: (await w.macro()).id, ticket: w.number }),
    about: 'ticket',
    expect: { ...WORK, other: 403, guest: 403 },
  },

  'calendars.list': { input: () => ({}), expect: STAFF },
  'calendars.create': {
    input: (w) => ({ name: w.unique, timeZone: 'UTC', week: workweek('09:00-17:00') }),
    expect: with2xx(ADMIN, 201),
  },
  'calendars.update': {
    input: async (w) => ({ id: (await w.calendar()).id, timeZone: 'Europe/Berlin' }),
    expect: ADMIN,
  },
  'calendars.remove': {
    input: async (w) => ({ id: (await w.calendar()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'calendars.importHolidays': {
    input: async (w) => ({ id: (await w.calendar()).id, ical: icalFile() }),
    expect: ADMIN,
  },
  // It has no address.
  'calendars.readSource': {
    input: async (w) => ({ id: (await w.calendar()).id }),
    expect: with2xx(ADMIN, 409),
  },
  'webhooks.list': { input: () => ({}), expect: ADMIN },
  'webhooks.create': {
    input: (w) => ({ name: w.unique, url: 'https://example.com/', kinds: ['opened'] }),
    expect: with2xx(ADMIN, 201),
  },
  'webhooks.deliveries': { input: () => ({}), expect: ADMIN },
  'webhooks.delivery': { input: (w) => ({ id: w.id }), expect: with2xx(ADMIN, 404) },
  'webhooks.replay': { input: (w) => ({ id: w.id }), expect: with2xx(ADMIN, 404) },
  'webhooks.update': {
    input: async (w) => ({ id: (await w.webhook()).id, enabled: false }),
    expect: ADMIN,
  },
  'webhooks.remove': { input: async (w) => ({ id: (await w.webhook()).id }), expect: with2xx(ADMIN, 204) },
  'webhooks.rotate': { input: async (w) => ({ id: (await w.webhook()).id }), expect: ADMIN },
  'webhooks.test': { input: async (w) => ({ id: (await w.webhook()).id }), expect: ADMIN },
  'webhooks.replayFailed': {
    input: async (w) => ({ id: (await w.webhook()).id, since: '2026-01-01T00:00:00Z' }),
    expect: ADMIN,
  },
  'recurrences.list': { input: () => ({}), expect: ADMIN },
  'recurrences.create': {
    input: (w) => recurrence(w.unique, w.agentId),
    expect: with2xx(ADMIN, 201),
  },
  'recurrences.preview': { input: () => ({ cron: '0 9 * * *', timeZone: 'UTC' }), expect: ADMIN },
  'recurrences.update': {
    input: async (w) => ({ id: (await w.recurrence()).id, enabled: false }),
    expect: ADMIN,
  },
  'recurrences.remove': {
    input: async (w) => ({ id: (await w.recurrence()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'recurrences.runs': { input: async (w) => ({ id: (await w.recurrence()).id }), expect: ADMIN },
  'recurrences.runNow': {
    input: async (w) => ({ id: (await w.recurrence()).id }),
    expect: with2xx(ADMIN, 201),
  },

  'imports.log': { input: () => ({ source: 'elsewhere', rows: [] }), expect: ADMIN },

  'migrations.list': { input: () => ({}), expect: ADMIN },
  'migrations.get': { input: async (w) => ({ id: (await w.migration()).id }), expect: ADMIN },
  'migrations.plan': {
    input: (w) => ({ tool: 'opsgenie', data: { teams: [{ id: w.id, name: w.unique }] } }),
    expect: with2xx(ADMIN, 201),
  },
  'migrations.apply': { input: async (w) => ({ id: (await w.migration()).id }), expect: ADMIN },
  'migrations.undo': { input: async (w) => ({ id: (await w.migration()).id }), expect: with2xx(ADMIN, 409) },
  'migrations.remove': {
    input: async (w) => ({ id: (await w.migration()).id }),
    expect: with2xx(ADMIN, 204),
  },

  'exports.create': {
    input: () => ({ filter: { open: true } }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  'exports.list': { input: () => ({}), expect: STAFF },
  'exports.get': { input: async (w) => ({ id: (await w.export()).id }), expect: AGENTS_OWN },
  'exports.remove': {
    input: async (w) => ({ id: (await w.export()).id }),
    expect: { ...with2xx(AGENTS_OWN, 204), readOnly: 403 },
  },

  'people.list': { input: () => ({}), expect: STAFF },
  'people.get': { input: async (w) => ({ id: (await w.person()).id }), expect: STAFF },
  'people.create': {
    input: (w) => ({ name: w.unique, email: `${w.id}@example.com` }),
    expect: with2xx(ADMIN, 201),
  },
  'people.update': {
    input: async (w) => ({ id: (await w.person()).id, active: false }),
    expect: ADMIN,
  },
  'people.join': {
    input: async (w) => ({ id: (await w.person()).id, channel: 'slack', externalId: `T1:${w.unique}` }),
    expect: ADMIN,
  },
  'people.part': {
    input: async (w) => ({ id: (await w.person()).id, channel: 'slack', externalId: 'T1:NOBODY' }),
    expect: with2xx(ADMIN, 404),
  },
  'people.signInLink': {
    input: async (w) => ({ id: (await w.person()).id }),
    expect: with2xx(ADMIN, 201),
  },
  'people.endSessions': { input: async (w) => ({ id: (await w.person()).id }), expect: ADMIN },

  'teams.list': { input: () => ({}), expect: STAFF },
  'teams.create': { input: (w) => ({ name: w.unique }), expect: with2xx(ADMIN, 201) },
  'teams.rename': {
    input: async (w) => ({ id: (await w.team()).id, name: `New ${w.unique}` }),
    expect: ADMIN,
  },
  'teams.remove': { input: async (w) => ({ id: (await w.team()).id }), expect: with2xx(ADMIN, 204) },
  'teams.setMember': {
    input: async (w) => ({ id: (await w.team()).id, personId: (await w.person()).id }),
    expect: ADMIN,
  },
  'teams.removeMember': {
    input: async (w) => ({ id: (await w.team()).id, personId: (await w.person()).id }),
    expect: ADMIN,
  },

  'availability.list': { input: () => ({}), expect: STAFF },
  'availability.setOwn': { input: () => ({ availability: 'away' }), expect: { ...STAFF, readOnly: 403 } },
  // Leads do so as well, of whom there is none here: test/domain/assignment/hand-back.test.ts.
  'availability.set': {
    input: async (w) => ({ id: (await w.person()).id, availability: 'away' }),
    expect: ADMIN,
  },

  'services.list': { input: () => ({}), expect: STAFF },
  'services.create': { input: (w) => ({ name: w.unique, teamId: w.teamId }), expect: with2xx(ADMIN, 201) },
  'services.update': { input: async (w) => ({ id: (await w.service()).id, tier: 1 }), expect: ADMIN },
  'services.plan': { input: async (w) => ({ id: (await w.service()).id }), expect: STAFF },
  'services.addIntegration': {
    input: async (w) => ({ id: (await w.service()).id, name: w.unique, source: 'generic' }),
    expect: with2xx(ADMIN, 201),
  },
  'services.updateIntegration': {
    input: async (w) => ({ id: (await w.integration()).id, name: w.unique }),
    expect: ADMIN,
  },
  'services.rotateKey': { input: async (w) => ({ id: (await w.integration()).id }), expect: ADMIN },
  'services.payloads': { input: async (w) => ({ id: (await w.integration()).id }), expect: ADMIN },
  'services.previewMapping': {
    input: async (w) => ({
      ...{ id: (await w.integration()).id, mapping: { summary: 'what' } },
      body: '{ "what": "The backup failed" }',
    }),
    expect: ADMIN,
  },
  'services.revokeIntegration': {
    input: async (w) => ({ id: (await w.integration()).id }),
    expect: ADMIN,
  },
  'reports.responders': {
    input: () => ({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }),
    expect: STAFF,
  },
  'maintenances.list': { input: () => ({}), expect: STAFF },
  'maintenances.create': {
    input: async (w) => ({
      ...{ name: w.unique, serviceIds: [(await w.service()).id], endsAt: '2026-01-05T12:00:00Z' },
    }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  'maintenances.publish': {
    input: async (w) => ({ id: (await w.maintenance()).id, statusTitle: 'A short break' }),
    expect: { ...STAFF, readOnly: 403 },
  },
  'maintenances.end': {
    input: async (w) => ({ id: (await w.maintenance()).id }),
    expect: { ...STAFF, readOnly: 403 },
  },
  'heartbeats.list': { input: () => ({}), expect: STAFF },
  'alerts.list': { input: () => ({}), expect: STAFF },
  'alerts.get': { input: async (w) => ({ id: (await w.alert()).id }), expect: STAFF },
  'alerts.acknowledge': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...STAFF, readOnly: 403 },
  },
  'alerts.resolve': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...STAFF, readOnly: 403 },
  },
  // Nobody is paged for that service.
  'alerts.escalate': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...with2xx(STAFF, 409), readOnly: 403 },
  },
  'alerts.silence': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...STAFF, readOnly: 403 },
  },
  // It is not silenced.
  'alerts.unsilence': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...with2xx(STAFF, 409), readOnly: 403 },
  },
  'alerts.makeTicket': {
    input: async (w) => ({ id: (await w.alert()).id }),
    expect: { ...STAFF, readOnly: 403 },
  },
  'incidents.list': {
    input: () => ({}),
    expect: STAFF,
  },
  'incidents.get': {
    about: 'ticket',
    input: (w) => w.incident(),
    expect: LED,
  },
  'incidents.declare': {
    about: 'ticket',
    input: (w) => ({ ticket: w.number, severity: 1, anyway: true }),
    expect: with2xx(LEAD, 201),
  },
  'incidents.propose': {
    about: 'ticket',
    input: (w) => ({ ticket: w.number, reason: 'Many ask.' }),
    expect: with2xx(LEAD, 201),
  },
  'incidents.accept': {
    about: 'ticket',
    input: (w) => w.proposal(),
    expect: LEAD,
  },
  'incidents.reject': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.proposal()), reason: 'One person.' }),
    expect: LEAD,
  },
  'incidents.cancel': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), reason: 'One person.' }),
    expect: LEAD,
  },
  'incidents.move': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), state: 'identified' }),
    expect: LEAD,
  },
  'incidents.resolve': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), resolution: 'Replaced.' }),
    expect: LEAD,
  },
  'incidents.edit': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), severity: 2 }),
    expect: LEAD,
  },
  'incidents.take': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), role: 'scribe', personId: w.agentId }),
    expect: LEAD,
  },
  // There is no chat where it could be.
  'incidents.room': {
    about: 'ticket',
    input: (w) => w.incident(),
    expect: with2xx(LEAD, 409),
  },
  // They have no role.
  'incidents.leave': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), role: 'scribe', personId: w.agentId }),
    expect: with2xx(LEAD, 409),
  },
  'incidents.update': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), text: 'We look.' }),
    expect: LEAD,
  },
  'incidents.note': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incident()), text: 'We look.' }),
    expect: LEAD,
  },
  'incidents.editNote': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.incidentNote()), text: 'It burns.' }),
    expect: LEAD,
  },
  'incidents.removeNote': {
    about: 'ticket',
    input: (w) => w.incidentNote(),
    expect: LEAD,
  },
  // A guest is offered nothing.
  'catalogue.offered': { input: () => ({}), expect: EVERYBODY },
  'catalogue.request': {
    input: async (w) => ({ id: (await w.item()).id }),
    expect: { ...with2xx(EVERYBODY, 201), guest: 404, readOnly: 403 },
  },
  'catalogue.ofTicket': {
    about: 'ticket',
    input: (w) => w.requested(),
    expect: READ,
  },
  'catalogue.list': { input: () => ({}), expect: STAFF },
  'catalogue.create': {
    input: async (w) => ({ name: w.unique, queueId: w.queueId }),
    expect: with2xx(ADMIN, 201),
  },
  'catalogue.update': {
    input: async (w) => ({ id: (await w.item()).id, name: w.unique, queueId: w.queueId }),
    expect: ADMIN,
  },
  'catalogue.common': { input: () => ({}), expect: ADMIN },
  'catalogue.export': { input: () => ({}), expect: ADMIN },
  'catalogue.import': { input: () => ({ yaml: 'catalogue: []' }), expect: ADMIN },
  'changes.list': { input: () => ({}), expect: STAFF },
  'changes.calendar': {
    input: () => ({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }),
    expect: STAFF,
  },
  'changes.get': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: LED,
  },
  'changes.gate': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: LED,
  },
  'changes.plan': {
    about: 'ticket',
    input: (w) => ({ ticket: w.number }),
    expect: with2xx(LEAD, 201),
  },
  'changes.edit': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.change()), plan: 'Restart it.' }),
    expect: LEAD,
  },
  // It has no window yet.
  'changes.submit': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: with2xx(LEAD, 409),
  },
  // It is a draft.
  'changes.pass': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: with2xx(LEAD, 409),
  },
  'changes.return': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.change()), reason: 'Wait.' }),
    expect: with2xx(LEAD, 409),
  },
  'changes.start': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: with2xx(LEAD, 409),
  },
  'changes.finish': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.change()), outcome: 'successful' }),
    expect: with2xx(LEAD, 409),
  },
  'changes.reportFailure': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.change()), system: 'db-1', summary: 'It does not start' }),
    expect: with2xx(LEAD, 409),
  },
  'changes.close': {
    about: 'ticket',
    input: (w) => w.change(),
    expect: with2xx(LEAD, 409),
  },
  'changes.cancel': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.change()), reason: 'Wait.' }),
    expect: LEAD,
  },
  'changeTemplates.list': { input: () => ({}), expect: STAFF },
  'changeTemplates.create': {
    input: (w) => ({ name: w.unique, content: changeContent }),
    expect: with2xx(ADMIN, 201),
  },
  'changeTemplates.update': {
    input: async (w) => ({ id: (await w.changeTemplate()).id, name: w.unique, content: changeContent }),
    expect: ADMIN,
  },
  'changeTemplates.withdraw': {
    input: async (w) => ({ id: (await w.changeTemplate()).id, reason: 'Wait.' }),
    expect: ADMIN,
  },
  'changeTemplates.approve': { input: async (w) => ({ id: (await w.changeTemplate()).id }), expect: ADMIN },
  'changeTemplates.proposals': { input: () => ({}), expect: STAFF },
  'changeTemplates.approveProposal': {
    about: 'ticket',
    input: async (w) => ({ id: (await w.changeProposal()).id }),
    expect: ADMIN,
  },
  'changeTemplates.declineProposal': {
    about: 'ticket',
    input: async (w) => ({ id: (await w.changeProposal()).id, reason: 'Wait.' }),
    expect: with2xx(ADMIN, 204),
  },
  'freezes.list': { input: () => ({}), expect: STAFF },
  'freezes.create': { input: (w) => freeze(w.unique), expect: with2xx(ADMIN, 201) },
  'freezes.update': {
    input: async (w) => ({
      ...{ id: (await w.freeze()).id, ...freeze(w.unique), repeat: null, serviceIds: [], types: ['normal'] },
    }),
    expect: ADMIN,
  },
  'freezes.remove': { input: async (w) => ({ id: (await w.freeze()).id }), expect: with2xx(ADMIN, 204) },
  'changeBoards.list': { input: () => ({}), expect: STAFF },
  'changeBoards.create': { input: (w) => board(w.unique, w.agentId), expect: with2xx(ADMIN, 201) },
  'changeBoards.update': {
    input: async (w) => ({ ...board(w.unique, w.agentId), id: (await w.board()).id }),
    expect: ADMIN,
  },
  'changeMeetings.list': { input: () => ({}), expect: STAFF },
  'changeMeetings.get': { input: async (w) => ({ id: (await w.meeting()).id }), expect: STAFF },
  'changeMeetings.add': {
    input: async (w) => ({ id: (await w.meeting()).id, change: (await w.openChange()).number }),
    expect: BOARD,
  },
  'changeMeetings.remove': {
    input: async (w) => ({ ...(await w.meeting()), reason: 'Later.' }),
    expect: CHAIR,
  },
  'changeMeetings.order': {
    input: async (w) => {
      const { id, itemId } = await w.meeting();
      return { id, itemIds: [itemId] };
    },
    expect: CHAIR,
  },
  'changeMeetings.minutes': {
    input: async (w) => ({ ...(await w.meeting('begun')), minutes: 'Agreed.', version: 0 }),
    expect: BOARD,
  },
  'changeMeetings.begin': { input: async (w) => ({ id: (await w.meeting()).id }), expect: CHAIR },
  'changeMeetings.end': { input: async (w) => ({ id: (await w.meeting('begun')).id }), expect: CHAIR },
  'changeMeetings.cancel': {
    input: async (w) => ({ id: (await w.meeting()).id, reason: 'Nobody can come.' }),
    expect: CHAIR,
  },
  'reviews.get': {
    about: 'ticket',
    input: async (w) => ({ number: (await w.review()).number }),
    expect: LED,
  },
  // It has one.
  'reviews.begin': {
    about: 'ticket',
    input: async (w) => ({ number: (await w.review()).number }),
    expect: with2xx(LEAD, 409),
  },
  'reviews.edit': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.review()), sections: { causes: 'A full disk.' } }),
    expect: LEAD,
  },
  'reviews.move': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.review()), state: 'in_review' }),
    expect: LEAD,
  },
  'reviews.followUp': {
    about: 'ticket',
    input: async (w) => ({
      ...{ number: (await w.review()).number, title: 'Watch the disk' },
      ...{ ownerId: w.agentId, dueAt: '2026-02-01T00:00:00Z' },
    }),
    expect: with2xx(LEAD, 201),
  },
  // There is no such follow-up.
  'reviews.due': {
    about: 'ticket',
    input: async (w) => {
      const { number } = await w.review();
      return { number, ticket: number, dueAt: '2026-02-01T00:00:00Z' };
    },
    expect: with2xx(LEAD, 404),
  },
  'incidents.editStatus': {
    about: 'ticket',
    input: async (w) => ({ ...(await w.statusUpdate()), text: 'It burns.' }),
    expect: LEAD,
  },
  'incidents.removeStatus': {
    about: 'ticket',
    input: (w) => w.statusUpdate(),
    expect: LEAD,
  },
  'statusPage.subscribers': { input: () => ({}), expect: ADMIN },
  'statusPage.removeSubscriber': {
    input: async (w) => ({ id: (await w.subscriber()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'pages.create': {
    input: async (w) => ({ to: { kind: 'person', id: w.agentId }, text: 'The shop is down' }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  'pages.preview': { input: (w) => ({ kind: 'person', id: w.agentId }), expect: STAFF },
  'escalationPolicies.list': { input: () => ({}), expect: STAFF },
  'escalationPolicies.create': { input: (w) => escalation(w.unique, w.agentId), expect: with2xx(ADMIN, 201) },
  'escalationPolicies.update': {
    input: async (w) => ({ id: (await w.escalationPolicy()).id, repeat: 2 }),
    expect: ADMIN,
  },
  'escalationPolicies.remove': {
    input: async (w) => ({ id: (await w.escalationPolicy()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'paging.get': { input: async (w) => ({ id: (await w.person()).id }), expect: STAFF },
  // Leads do so as well, and everybody for themselves: test/domain/escalation/policies.test.ts.
  'paging.put': { input: async (w) => ({ id: (await w.person()).id, ...DEFAULT_PAGING }), expect: ADMIN },

  'paging.tests': { input: () => ({}), expect: STAFF },
  'paging.test': { input: () => ({ via: 'web' }), expect: { ...with2xx(STAFF, 202), readOnly: 403 } },
  'phone.get': { input: () => ({}), expect: STAFF },
  'phone.put': { input: () => ({ number: '+491701234567' }), expect: { ...STAFF, readOnly: 403 } },
  // Each of them has just said a number: this is no code that was sent there.
  'phone.verify': { input: () => ({ code: '000000' }), expect: { ...with2xx(STAFF, 422), readOnly: 403 } },
  'push.get': { input: () => ({}), expect: STAFF },
  'push.add': {
    input: (w) => ({ ...browserKeys(), endpoint: `https://push.example.com/${w.id}`, name: w.unique }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  // Everybody has their own.
  'push.remove': { input: (w) => ({ id: w.id }), expect: { ...with2xx(STAFF, 404), readOnly: 403 } },
  'phone.remove': { input: () => ({}), expect: { ...with2xx(STAFF, 204), readOnly: 403 } },

  'schedules.list': { input: () => ({}), expect: STAFF },
  // Who leads the team does so as well, of whom there is none here: test/domain/oncall/schedules.test.ts.
  'schedules.create': {
    input: (w) => ({ name: w.unique, teamId: w.teamId, timeZone: 'UTC' }),
    expect: with2xx(ADMIN, 201),
  },
  'schedules.update': {
    input: async (w) => ({ id: (await w.schedule()).id, timeZone: 'Europe/Berlin' }),
    expect: ADMIN,
  },
  'schedules.remove': {
    input: async (w) => ({ id: (await w.schedule()).id }),
    expect: with2xx(ADMIN, 204),
  },
  'schedules.shifts': {
    input: async (w) => ({
      ...{ id: (await w.schedule()).id, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    }),
    expect: STAFF,
  },
  'schedules.timeline': {
    input: async (w) => ({
      ...{ id: (await w.schedule()).id, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    }),
    expect: STAFF,
  },
  'schedules.preview': {
    input: () => ({
      ...{ timeZone: 'UTC', layers: [], from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    }),
    expect: STAFF,
  },
  'schedules.versions': { input: async (w) => ({ id: (await w.schedule()).id }), expect: STAFF },
  'schedules.overrides': { input: async (w) => ({ id: (await w.schedule()).id }), expect: STAFF },
  // Of the team, and takes it over themselves.
  'schedules.override': {
    input: async (w) => override((await w.schedule()).id, w.agentId),
    expect: { ...with2xx(ADMIN, 201), agent: 201 },
  },
  'schedules.removeOverride': {
    input: async (w) => ({ id: (await w.override()).id }),
    expect: { ...with2xx(ADMIN, 204), agent: 204, outsider: 204 },
  },
  'feeds.list': { input: () => ({}), expect: STAFF },
  'feeds.make': {
    input: () => ({ scheduleId: null }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  'feeds.remove': {
    // Of nobody: each has their own alone.
    input: () => ({ id: '00000000-0000-7000-8000-000000000000' }),
    expect: { ...with2xx(STAFF, 404), readOnly: 403 },
  },
  'schedules.onCall': { input: () => ({}), expect: STAFF },
  'schedules.coverage': { input: () => ({}), expect: STAFF },

  'swaps.list': { input: () => ({}), expect: STAFF },
  // The agent is asked, and `elsewhere` offers it.
  'swaps.get': { input: async (w) => ({ id: (await w.swap()).id }), expect: { ...STAFF, insider: 404 } },
  'swaps.offer': {
    input: (w) => w.shift(),
    expect: { ...with2xx(ADMIN, 201), agent: 201, outsider: 201 },
  },
  'swaps.take': { input: async (w) => ({ id: (await w.swap()).id }), expect: ANSWER },
  'swaps.decline': { input: async (w) => ({ id: (await w.swap()).id, word: 'No' }), expect: ANSWER },
  'swaps.withdraw': {
    input: async (w) => ({ id: (await w.swap()).id }),
    expect: { ...ADMIN, elsewhere: 200, insider: 404 },
  },

  'subscriptions.list': { input: () => ({}), expect: STAFF },
  'subscriptions.create': {
    input: () => ({ ...subscription, use: 'absence' }),
    expect: { ...with2xx(STAFF, 201), readOnly: 403 },
  },
  // Who leads the team does so as well, and everybody with their own: test/domain/subscriptions.
  'subscriptions.update': {
    input: async (w) => ({ id: (await w.subscription()).id, name: w.unique }),
    expect: ADMIN,
  },
  'subscriptions.read': { input: async (w) => ({ id: (await w.subscription()).id }), expect: ADMIN },
  'subscriptions.remove': {
    input: async (w) => ({ id: (await w.subscription()).id }),
    expect: with2xx(ADMIN, 204),
  },

  'settings.get': { input: () => ({}), expect: STAFF },
  'settings.update': { input: () => ({ graceDays: 6 }), expect: ADMIN },

  'tokens.list': { input: () => ({}), expect: ADMIN },
  'tokens.create': {
    input: (w) => ({ name: w.unique, scopes: ['read'] }),
    expect: with2xx(ADMIN, 201),
  },
  'tokens.revoke': { input: async (w) => ({ id: (await w.token()).id }), expect: ADMIN },

  'deliveries.undelivered': {
    input: ({ number }) => ({ ticket: number }),
    expect: { ...READ, requester: 403, watcher: 403 },
  },
  'deliveries.retry': { input: () => ({ id: 1 }), expect: with2xx(ADMIN, 404) },

  'audit.list': { input: () => ({}), expect: ADMIN },
  'audit.verify': { input: () => ({}), expect: ADMIN },
};

const table = routesOf({
  dataDir: '',
  channels: new Set(['web']),
  mail: true,
  phone: true,
  pushKey: Buffer.alloc(32, 4),
  calendarKey: Buffer.alloc(32, 5),
  presence: createPresence(localBus(), testClock()),
  audit: { key: Buffer.alloc(32) },
  webhooks: { key: Buffer.alloc(32) },
  webRoutes,
});

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage?.close());

/** Sends an endpoint's input the way the console does. */
function send(endpoint: Endpoint, input: object, as: Stage['credentials'][Caller]) {
  const rest: Record<string, unknown> = { ...input };
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (endpoint.method !== 'GET' && endpoint.method !== 'DELETE') {
    return stage.server.call(endpoint.method, path, { as, body: rest });
  }
  const query = new URLSearchParams(rest as Record<string, string>);
  return stage.server.call(endpoint.method, query.size > 0 ? `${path}?${query}` : path, { as });
}

describe('who may do what', () => {
  it('is said for every endpoint, and for no other', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(table.map((bound) => bound.name).sort());
  });

  it.each(table.map(({ name, endpoint }) => ({ name, endpoint })))('$name', async ({ name, endpoint }) => {
    const line = MATRIX[name] as Line;
    const aboutTicket =
      line.about === 'ticket' ||
      name.startsWith('tickets.') ||
      name === 'portal.thread' ||
      name === 'deliveries.undelivered';
    const got = {} as Statuses;
    for (const caller of callers) {
      const world = await stage.world(caller, aboutTicket ? (line.state ?? 'new') : 'none');
      const ends = name === 'session.end' || name === 'session.start';
      const as = ends ? await stage.signInAgain(caller) : stage.credentials[caller];
      const answer = await send(endpoint, await line.input(world), as);
      got[caller] = answer.status;
      if (answer.status < 300) {
        const shape = endpoint.output.safeParse(answer.body);
        expect(shape.error?.issues ?? [], `${name} for ${caller}`).toEqual([]);
        expect(answer.text).not.toMatch(/"hash"|"salt"|[0-9a-f]{64}/);
      } else {
        expect(ProblemDetails.safeParse(answer.body).success).toBe(true);
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      }
      if (answer.status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect(got).toEqual(line.expect);
  });
});

describe('files', () => {
  const FILES: Record<'stage' | 'download', Statuses> = {
    stage: signedIn(201),
    download: READ,
  };

  it('may be sent by everybody who may write', async () => {
    const got = {} as Statuses;
    for (const caller of callers) {
      const answer = await stage.server.call('POST', '/attachments?name=a.txt', {
        as: stage.credentials[caller],
        raw: 'hello',
      });
      got[caller] = answer.status;
    }
    expect(got).toEqual(FILES.stage);
  });

  it('may be read with their ticket', async () => {
    const got = {} as Statuses;
    for (const caller of callers) {
      const world = await stage.world(caller);
      const { id } = await world.file(stage.credentials.requester);
      const taken = await stage.server.call('POST', `/tickets/${world.number}/replies`, {
        as: stage.credentials.requester,
        body: { body: 'See', attachmentIds: [id] },
      });
      expect(taken.status).toBe(201);
      got[caller] = (
        await stage.server.call('GET', `/attachments/${id}`, { as: stage.credentials[caller] })
      ).status;
    }
    expect(got).toEqual(FILES.download);
  });

  it('of a note may be read by those who may read the note', async () => {
    const world = await stage.world('agent');
    const { id } = await world.file(stage.credentials.agent);
    await stage.server.call('POST', `/tickets/${world.number}/notes`, {
      as: stage.credentials.agent,
      body: { body: 'Only for us', attachmentIds: [id] },
    });
    const read = async (caller: Caller) =>
      (await stage.server.call('GET', `/attachments/${id}`, { as: stage.credentials[caller] })).status;
    expect(await read('agent')).toBe(200);
    expect(await read('elsewhere')).toBe(200);
    expect(await read('requester')).toBe(404);
    expect(await read('watcher')).toBe(404);
  });

  it('that nobody has taken may be read by their uploader alone', async () => {
    const world = await stage.world('agent');
    const { id } = await world.file(stage.credentials.requester);
    const read = async (caller: Caller) =>
      (await stage.server.call('GET', `/attachments/${id}`, { as: stage.credentials[caller] })).status;
    expect(await read('requester')).toBe(200);
    expect(await read('other')).toBe(404);
    expect(await read('agent')).toBe(404);
    expect(await read('admin')).toBe(404);
  });

  it('cannot be taken by somebody else', async () => {
    const world = await stage.world('agent');
    const { id } = await world.file(stage.credentials.requester);
    const answer = await stage.server.call('POST', `/tickets/${world.number}/replies`, {
      as: stage.credentials.agent,
      body: { body: 'Mine now', attachmentIds: [id] },
    });
    expect(answer.status).toBe(422);
  });
});

it('the file of an export may be had by whoever started it alone', async () => {
  const { id } = await (await stage.world('agent', 'none')).export();
  const got = {} as Statuses;
  const fetchAll = async () => {
    for (const caller of callers) {
      const as = stage.credentials[caller];
      got[caller] = (await stage.server.call('GET', `/exports/${id}/file`, { as })).status;
    }
    return got;
  };
  const owners = { ...AGENTS_OWN, admin: 404, adminOutside: 404 };
  expect(await fetchAll()).toEqual(with2xx(owners, 409));
  const { dataDir } = stage.server.deps;
  const stopping = new AbortController().signal;
  while ((await runNextExport(stage.desk.ctxFor('system'), { dataDir, stopping })) > 0);
  expect(await fetchAll()).toEqual(owners);
});
