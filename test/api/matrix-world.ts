import { webRoutes } from '../../src/channels/web/routes.ts';
import { takeEvents } from '../../src/domain/alerts/take.ts';
import { askForApproval } from '../../src/domain/approvals/ask.ts';
import { createDelegation } from '../../src/domain/approvals/delegations.ts';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { createAutomation } from '../../src/domain/automation/rules.ts';
import { createCalendar } from '../../src/domain/calendars/save.ts';
import { createItem } from '../../src/domain/catalogue/items.ts';
import { createFreeze } from '../../src/domain/changes/freezes.ts';
import { planChange } from '../../src/domain/changes/plan.ts';
import { createTemplate } from '../../src/domain/changes/templates.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { createExport } from '../../src/domain/exports/exports.ts';
import { declareIncident, proposeIncident } from '../../src/domain/incidents/declare.ts';
import { resolveIncident } from '../../src/domain/incidents/move.ts';
import { getReview } from '../../src/domain/incidents/review.ts';
import { addToTimeline } from '../../src/domain/incidents/timeline.ts';
import { postUpdate } from '../../src/domain/incidents/update.ts';
import { createMacro } from '../../src/domain/macros/save.ts';
import { createMaintenance } from '../../src/domain/maintenance/maintenances.ts';
import { createBoard } from '../../src/domain/meetings/boards.ts';
import { addItem } from '../../src/domain/meetings/items.ts';
import { getMeeting } from '../../src/domain/meetings/list.ts';
import { beginMeeting } from '../../src/domain/meetings/move.ts';
import { planMigration } from '../../src/domain/migration/batches.ts';
import { createOverride } from '../../src/domain/oncall/overrides.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { createRecurrence } from '../../src/domain/recurrence/save.ts';
import { createRule } from '../../src/domain/routing/rules.ts';
import { addIntegration, doorOf } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { createSignInLink } from '../../src/domain/sessions/link.ts';
import { createPolicy } from '../../src/domain/sla/policies.ts';
import { createSubscription } from '../../src/domain/subscriptions/subscriptions.ts';
import { offerShift } from '../../src/domain/swaps/offer.ts';
import { holdTicket } from '../../src/domain/tickets/hold.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { watchTicket } from '../../src/domain/tickets/watch.ts';
import { createWebhook } from '../../src/domain/webhooks/webhooks.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { TERMS } from '../domain/sla/sla-desk.ts';
import { workweek } from '../support/calendars.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, startServer } from '../support/server.ts';

/** Who asks. `outsider`, `insider` and `adminOutside` ask about a ticket of a private queue, all others of an open one. */
export const callers = [
  'nobody',
  'requester',
  'other',
  'watcher',
  'guest',
  'agent',
  'elsewhere',
  'outsider',
  'insider',
  'admin',
  'adminOutside',
  'revoked',
  'readOnly',
] as const;
/** Nobody may ask there. */
export const subscription = { name: 'Outside', url: 'http://127.0.0.1:1/', timeZone: 'UTC' };

export type Caller = (typeof callers)[number];

export type World = {
  /** What this one check is about; nobody else has touched it. */
  number: string;
  /** A second ticket of the same queue and requester. */
  second: string;
  /** A public reply that the requester wrote. */
  entryId: string;
  queueId: string;
  teamId: string;
  /** Not used before. */
  unique: string;
  id: string;
  agentId: string;
  /** A task of the ticket, which its requester owns. */
  taskId: string;
  /** A person whom nothing hangs on. */
  person(): Promise<{ id: string }>;
  team(): Promise<{ id: string }>;
  queue(): Promise<{ id: string }>;
  rule(): Promise<{ id: string }>;
  slaPolicy(): Promise<{ id: string }>;
  escalationPolicy(): Promise<{ id: string }>;
  schedule(): Promise<{ id: string }>;
  /** Of such a schedule, the agent for all. */
  override(): Promise<{ id: string }>;
  /** What offers a shift of the agent to `elsewhere`. */
  shift(): Promise<{ scheduleId: string; offererId: string; from: string; to: string; personIds: string[] }>;
  /** A shift of `elsewhere` that is offered to the agent. */
  swap(): Promise<{ id: string }>;
  /** A calendar from outside of the team, which cannot be read. */
  subscription(): Promise<{ id: string }>;
  service(): Promise<{ id: string }>;
  /** A plan to move in one team. */
  migration(): Promise<{ id: string }>;
  integration(): Promise<{ id: string }>;
  maintenance(): Promise<{ id: string }>;
  /** Of a service for which nobody is paged. */
  alert(): Promise<{ id: string }>;
  /** The ticket as a major incident, or as one that is proposed. */
  incident(): Promise<{ number: string }>;
  proposal(): Promise<{ number: string }>;
  /** The review of that incident, which is over. */
  review(): Promise<{ number: string; version: number }>;
  /** A line that somebody has added to the timeline of that incident. */
  incidentNote(): Promise<{ number: string; id: string }>;
  /** An item that everybody may ask for. */
  item(): Promise<{ id: string }>;
  /** The ticket as a request of such an item. */
  requested(): Promise<{ number: string }>;
  /** The ticket as a planned change, a draft. */
  change(): Promise<{ number: string }>;
  changeTemplate(): Promise<{ id: string }>;
  /** Of the ticket as a planned change. */
  changeProposal(): Promise<{ id: string }>;
  freeze(): Promise<{ id: string }>;
  /** Led by the agent, with `elsewhere` on it. */
  board(): Promise<{ id: string }>;
  /** Of such a board, planned or under way, with a change of an open queue. */
  meeting(begun?: 'begun'): Promise<{ id: string; itemId: string }>;
  /** A draft in an open queue. */
  openChange(): Promise<{ number: string }>;
  /** Of that incident, on the status page. */
  statusUpdate(): Promise<{ number: string; id: string }>;
  /** Who gets the status page’s updates by e-mail. */
  subscriber(): Promise<{ id: string }>;
  automation(): Promise<{ id: string }>;
  /** Asks `other` alone. */
  approvalPolicy(): Promise<{ id: string }>;
  /** Of the ticket, by such a policy. */
  approval(): Promise<{ id: string; hash: string }>;
  /** Of votes of somebody who does not ask here. */
  delegation(): Promise<{ id: string }>;
  /** A shared one that adds a tag. */
  macro(): Promise<{ id: string }>;
  calendar(): Promise<{ id: string }>;
  webhook(): Promise<{ id: string }>;
  recurrence(): Promise<{ id: string }>;
  /** Of the agent, of a ticket of theirs. */
  export(): Promise<{ id: string }>;
  token(): Promise<{ id: string }>;
  link(): Promise<{ secret: string }>;
  file(credentials: Credentials): Promise<{ id: string }>;
};

export type Stage = {
  desk: Desk;
  server: ApiServer;
  credentials: Record<Caller, Credentials>;
  /** Fresh credentials, for what ends them. */
  signInAgain(caller: Caller): Promise<Credentials>;
  world(caller: Caller, ticket?: 'none' | 'new' | 'resolved' | 'on_hold'): Promise<World>;
  close(): Promise<void>;
};

export const changeContent = {
  ...{ title: 'Restart the shop', description: 'As each month.', impact: 3 as const, minutes: 30 },
  ...{ reason: 'It leaks.', plan: 'Restart it.', testPlan: 'Look.', backoutPlan: 'Start it again.' },
  ...{ services: [], holdsAlerts: false },
};
export const freeze = (name: string) => ({
  ...{ name, timeZone: 'UTC', startsAt: '2036-01-01T00:00:00Z', endsAt: '2036-01-02T00:00:00Z' },
});

export const board = (name: string, chairId: string, memberId = chairId) => ({
  ...{ name, chairId, enabled: false, cron: '0 9 * * 1', timeZone: 'UTC', minutes: 60, leadHours: 24 },
  conversation: { channel: 'web', conversation: 'triage:board' },
  members: { who: 'people' as const, personIds: [memberId] },
  filter: {
    ...{ states: ['assess' as const], types: [], leastRisk: 'low' as const },
    ...{ serviceIds: [], teamIds: [], withinDays: null },
  },
});

/** A rule that never has anything to do. */
export const automation = (name: string) => ({
  name,
  trigger: { on: 'sla' as const, threshold: '99' },
  actions: [{ do: 'resume' as const }],
});

/** Asks one person. */
export const approvalPolicy = (name: string, personId: string) => ({
  name,
  stages: [
    {
      groups: [
        { approvers: { who: 'people' as const, personIds: [personId] }, need: { need: 'any' as const } },
      ],
    },
  ],
});

/** Adds a tag, for everybody. */
export const macro = (name: string) => ({
  ...{ name, reach: 'everybody' as const },
  actions: [{ do: 'tag' as const, add: ['macro'] }],
});

/** Pages one person. */
export const escalation = (name: string, personId: string) => ({
  name,
  steps: [{ page: [{ who: 'person' as const, personId }], waitMinutes: 5 }],
});

/** Somebody is on call for all others, in years. */
export const override = (id: string, personId: string) => ({
  ...{ id, from: '2036-01-01T00:00:00Z', to: '2036-01-02T00:00:00Z', personIds: [personId] },
});

/** Opens a ticket every New Year's Day. */
export const recurrence = (name: string, requesterId: string) => ({
  name,
  cron: '0 9 1 1 *',
  timeZone: 'UTC',
  action: { do: 'ticket' as const, title: name, description: 'Count the keys.', requesterId },
});

const PRIVATE = new Set<Caller>(['outsider', 'insider', 'adminOutside']);

export async function createStage(): Promise<Stage> {
  const desk = await createDesk();
  const server = await startServer(desk, { webRoutes });
  const [elsewhere, secret] = [await desk.addTeam(), await desk.addTeam()];
  const hidden = await desk.addQueue({ name: 'Private', team: secret, visibility: 'private' });
  const people = {
    requester: await desk.person({ name: 'Requester' }),
    other: await desk.person({ name: 'Other' }),
    watcher: await desk.person({ name: 'Watcher' }),
    guest: await desk.person({ name: 'Guest', guest: true }),
    agent: await desk.person({ name: 'Agent', roles: ['agent'], teams: [desk.team] }),
    elsewhere: await desk.person({ name: 'Elsewhere', roles: ['agent'], teams: [elsewhere] }),
    insider: await desk.person({ name: 'Insider', roles: ['agent'], teams: [secret] }),
    admin: await desk.person({ name: 'Admin', roles: ['admin'] }),
  };
  // Nobody whom a check deactivates is the last admin.
  await desk.person({ name: 'Second admin', roles: ['admin'] });
  const personOf: Record<Caller, ActingPerson | undefined> = {
    nobody: undefined,
    ...people,
    outsider: people.agent,
    adminOutside: people.admin,
    revoked: people.admin,
    readOnly: people.agent,
  };
  const system = desk.ctxFor('system');
  const signInAgain = async (caller: Caller): Promise<Credentials> => {
    const person = personOf[caller];
    if (!person) return {};
    if (caller === 'readOnly') return server.token(person, ['read']);
    if (caller !== 'revoked') return server.signIn(person);
    const token = await server.token(person);
    await desk.store.client.apiToken.update({
      where: { id: token.id },
      data: { revokedAt: desk.clock.now() },
    });
    return token;
  };
  const credentials = {} as Record<Caller, Credentials>;
  for (const caller of callers) credentials[caller] = await signInAgain(caller);
  let count = 0;

  return {
    desk,
    server,
    credentials,
    signInAgain,
    async world(caller, ticket = 'new') {
      const queue = PRIVATE.has(caller) ? hidden : desk.queue;
      const asRequester = desk.ctxFor(people.requester);
      const open = async () => {
        const opened = await openTicket(asRequester, {
          title: `Ticket ${++count}`,
          description: 'It does not work.',
          queueId: queue.id,
        });
        return opened?.number ?? '';
      };
      const prepare = async () => {
        const number = await open();
        await watchTicket(system, { number, personId: people.watcher.id });
        const reply = await replyToTicket(asRequester, { number, body: 'And it smokes.' });
        if (ticket === 'resolved') await resolveTicket(system, { number, resolution: 'Replaced.' });
        if (ticket === 'on_hold') await holdTicket(system, { number, reason: 'awaiting_vendor' });
        const second = await open();
        await watchTicket(system, { number: second, personId: people.watcher.id });
        const task = await desk.store.client.task.create({
          data: {
            ...{
              id: system.newId(),
              ticket: { connect: { number } },
              owner: { connect: { id: people.requester.id } },
            },
            ...{ position: 1, title: 'Unplug it', createdAt: desk.clock.now() },
          },
        });
        return { number, second, entryId: reply?.entryId ?? '', taskId: task.id };
      };
      const prepared =
        ticket === 'none' ? { number: '', second: '', entryId: '', taskId: '' } : await prepare();
      const unique = `Thing ${++count}`;
      const service = () => createService(system, { name: `Service ${++count}`, teamId: desk.team.id });
      const schedule = () => createSchedule(system, { name: unique, teamId: desk.team.id, timeZone: 'UTC' });
      const shift = async (offererId: string, askedId: string) => {
        const layer = {
          ...{ name: 'All', turns: [[offererId]], start: '2026-01-01T00:00' },
          every: { count: 1, unit: 'weeks' as const },
        };
        const about = { name: `Rota ${++count}`, teamId: desk.team.id, timeZone: 'UTC', layers: [layer] };
        const { id: scheduleId } = await createSchedule(system, about);
        const span = { from: '2036-01-01T00:00:00Z', to: '2036-01-02T00:00:00Z' };
        return { scheduleId, offererId, ...span, personIds: [askedId] };
      };
      const newItem = () => createItem(system, { name: `Item ${++count}`, queueId: desk.queue.id });
      const newBoard = () =>
        createBoard(
          system,
          board(
            `Board ${++count}`,
            PRIVATE.has(caller) ? people.insider.id : people.agent.id,
            people.elsewhere.id,
          ),
        );
      const openChange = () =>
        planChange(desk.ctxFor(people.agent), {
          ...{ title: `Change ${++count}`, description: 'It is old.', queueId: desk.queue.id },
        });
      const newPolicy = () =>
        createApprovalPolicy(system, approvalPolicy(`Policy ${++count}`, people.other.id));
      const incident = () => declareIncident(system, { ticket: prepared.number, severity: 1, anyway: true });
      const integration = async () =>
        addIntegration(system, { id: (await service()).id, name: unique, source: 'generic' });
      return {
        ...prepared,
        queueId: queue.id,
        teamId: desk.team.id,
        unique,
        id: system.newId(),
        agentId: PRIVATE.has(caller) ? people.insider.id : people.agent.id,
        person: () => desk.person({ roles: ['agent'] }),
        team: () => desk.addTeam(unique),
        queue: () => desk.addQueue({ name: unique }),
        rule: () => createRule(system, { name: unique, conditions: {}, actions: { tags: ['x'] } }),
        automation: () => createAutomation(system, automation(`Rule ${++count}`)),
        item: newItem,
        async requested() {
          const { client } = desk.store;
          const { id: itemId } = await newItem();
          const { id: ticketId } = await client.ticket.findUniqueOrThrow({
            where: { number: prepared.number },
          });
          const request = { ticketId, itemId, version: 1, answers: {}, state: 'fulfilling' as const };
          await client.catalogueRequest.create({ data: { ...request, createdAt: desk.clock.now() } });
          return { number: prepared.number };
        },
        change: () => planChange(system, { ticket: prepared.number }),
        changeTemplate: () => createTemplate(system, { name: unique, content: changeContent }),
        async changeProposal() {
          const { client } = desk.store;
          const { number } = await planChange(system, { ticket: prepared.number });
          const { id: ticketId } = await client.ticket.findUniqueOrThrow({ where: { number } });
          const proposal = { id: system.newId(), likeness: unique, ticketId, madeOf: [ticketId] };
          return client.changeProposal.create({
            data: { ...proposal, name: unique, content: changeContent, createdAt: desk.clock.now() },
          });
        },
        freeze: () => createFreeze(system, freeze(unique)),
        board: newBoard,
        async meeting(begun) {
          const { client } = desk.store;
          const { id: boardId } = await newBoard();
          const [at, id] = [desk.clock.now(), system.newId()];
          const endsAt = new Date(at.getTime() + 3_600_000);
          await client.changeMeeting.create({ data: { id, boardId, at, endsAt, createdAt: at } });
          const place = { channel: 'web', conversation: 'triage:board' };
          await client.changeMeetingCard.create({ data: { id: system.newId(), meetingId: id, ...place } });
          await addItem(system, { id, change: (await openChange()).number });
          if (begun) await beginMeeting(system, { id });
          const { agenda } = await getMeeting(system, { id });
          return { id, itemId: agenda[0]?.id ?? '' };
        },
        openChange,
        approvalPolicy: newPolicy,
        approval: async () =>
          askForApproval(system, { number: prepared.number, policyId: (await newPolicy()).id }),
        delegation: async () =>
          createDelegation(desk.ctxFor(people.elsewhere), {
            to: people.other.id,
            from: '2036-01-01T00:00:00Z',
          }),
        macro: () => createMacro(desk.ctxFor(people.admin), macro(`Macro ${++count}`)),
        async webhook() {
          // There can only be so many.
          await desk.store.client.webhook.deleteMany();
          const { webhook } = await createWebhook(system, Buffer.alloc(32, 2), {
            ...{ name: unique, url: 'http://127.0.0.1:1/', kinds: ['opened'] },
          });
          return webhook;
        },
        async export() {
          // Somebody has only so many.
          await desk.store.client.export.deleteMany();
          return createExport(desk.ctxFor(people.agent), { filter: { assignee: 'me' } });
        },
        recurrence: () => createRecurrence(system, recurrence(unique, people.agent.id)),
        schedule,
        override: async () => createOverride(system, override((await schedule()).id, people.agent.id)),
        shift: () => shift(people.agent.id, people.elsewhere.id),
        swap: async () => offerShift(system, await shift(people.elsewhere.id, people.agent.id)),
        async subscription() {
          // There can only be so many.
          await desk.store.client.calendarSubscription.deleteMany();
          return createSubscription(system, Buffer.alloc(32, 5), {
            ...subscription,
            use: 'on_call',
            teamId: desk.team.id,
          });
        },
        service,
        migration: () =>
          planMigration(system, { tool: 'pagerduty', data: { teams: [{ id: unique, name: unique }] } }),
        integration: async () => (await integration()).integration,
        maintenance: async () =>
          createMaintenance(system, {
            ...{ name: unique, serviceIds: [(await service()).id], endsAt: '2026-01-05T12:00:00Z' },
          }),
        incident,
        proposal: () => proposeIncident(system, { ticket: prepared.number, reason: 'Many ask.' }),
        async review() {
          const { number } = await incident();
          await resolveIncident(system, { number, resolution: 'Replaced.' });
          return { number, version: (await getReview(system, { number })).version };
        },
        async incidentNote() {
          const { number } = await addToTimeline(system, { ...(await incident()), text: 'It smokes.' });
          const { id } = await desk.store.client.majorIncidentEvent.findFirstOrThrow({
            where: { kind: 'note', incident: { ticket: { number } } },
          });
          return { number, id };
        },
        async statusUpdate() {
          const { number } = await incident();
          const status = { title: 'Down', text: 'It smokes.' };
          await postUpdate(system, { number, text: 'It smokes.', status });
          const { id } = await desk.store.client.statusUpdate.findFirstOrThrow({
            where: { incident: { ticket: { number } } },
          });
          return { number, id };
        },
        subscriber: () =>
          desk.store.client.statusSubscriber.create({
            data: {
              id: crypto.randomUUID(),
              email: `${crypto.randomUUID()}@example.com`,
              askedAt: desk.clock.now(),
            },
          }),
        async alert() {
          const door = await doorOf(system, (await integration()).key);
          if (!door) throw new Error('the key opens nothing');
          await takeEvents(system, door, [
            {
              ...{ action: 'trigger', dedupKey: unique, summary: unique, severity: 'error' },
              ...{ source: null, labels: {}, links: [] },
            },
          ]);
          return desk.store.client.alert.findFirstOrThrow({ where: { dedupKey: unique } });
        },
        escalationPolicy: () => createEscalationPolicy(system, escalation(unique, people.agent.id)),
        slaPolicy: () =>
          createPolicy(system, { name: unique, conditions: { categories: [unique] }, terms: TERMS }),
        calendar: () =>
          createCalendar(system, { name: unique, timeZone: 'UTC', week: workweek('09:00-17:00') }),
        token: () => server.token(people.admin),
        link: () => createSignInLink(system, people.other.id),
        async file(as) {
          const answer = await server.call<{ id: string }>('POST', '/attachments?name=a.txt', {
            as,
            raw: 'hello',
            headers: { 'content-type': 'text/plain' },
          });
          return answer.body;
        },
      };
    },
    async close() {
      await server.close();
      await desk.close();
    },
  };
}
