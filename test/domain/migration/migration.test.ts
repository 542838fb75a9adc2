import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MigrationPlan, MigrationTool } from '../../../src/contract/migrations.ts';
import { listEscalationPolicies, updateEscalationPolicy } from '../../../src/domain/escalation/policies.ts';
import { applyMigration } from '../../../src/domain/migration/apply.ts';
import {
  getMigration,
  listMigrations,
  planMigration,
  removeMigration,
} from '../../../src/domain/migration/batches.ts';
import { undoMigration } from '../../../src/domain/migration/undo.ts';
import { shiftsOfSchedule } from '../../../src/domain/oncall/now.ts';
import { listSchedules } from '../../../src/domain/oncall/schedules.ts';
import { doorOf } from '../../../src/domain/services/integrations.ts';
import { listServices } from '../../../src/domain/services/services.ts';
import { listTeams } from '../../../src/domain/teams/team.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { hashSecret } from '../../../src/lib/crypto.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let admin: ActingPerson;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  admin = await desk.person({ name: 'Admin', roles: ['admin'] });
});
afterAll(() => desk.close());
beforeEach(() => {
  ctx = desk.ctxFor(admin);
});

const textOf = (tool: string) =>
  readFileSync(join(import.meta.dirname, 'exports', `${tool.replace('_', '-')}.json`), 'utf8');
const plan = (tool: MigrationTool, text = textOf(tool)) =>
  planMigration(ctx, { tool, fileName: 'export.json', file: Buffer.from(text).toString('base64') });
/** What it says of things, by kind and name. */
const lines = ({ items }: MigrationPlan) =>
  items.map(({ kind, name, action, problem }) => `${action} ${kind} ${name}${problem ? `: ${problem}` : ''}`);
const outcomes = ({ items }: MigrationPlan) =>
  items
    .filter(({ outcome }) => outcome !== null)
    .map(({ kind, name, outcome, why }) => `${outcome} ${kind} ${name}${why ? `: ${why}` : ''}`);
const notesOf = ({ items }: MigrationPlan, name: string) =>
  items.filter((item) => item.name === name).flatMap(({ notes }) => notes);
const counts = async () => ({
  people: await desk.store.client.person.count(),
  teams: await desk.store.client.team.count(),
  members: await desk.store.client.teamMember.count(),
  schedules: await desk.store.client.schedule.count(),
  overrides: await desk.store.client.scheduleOverride.count(),
  policies: await desk.store.client.escalationPolicy.count(),
  services: await desk.store.client.service.count(),
  integrations: await desk.store.client.integration.count(),
});

test('PagerDuty: planned, applied, applied again, planned again and undone', async () => {
  const before = await counts();
  const planned = await plan('pagerduty');
  expect(await counts()).toEqual(before);
  expect(lines(planned)).toEqual([
    'make person Earline Greenholt',
    'make person Kyler Kuhn',
    'make person Stella Stakeholder',
    'make team Engineering',
    'make member Earline Greenholt in Engineering',
    'make member Kyler Kuhn in Engineering',
    'make schedule Daily Engineering Rotation',
    'leave schedule Odd lengths: turns of 90 minutes: here they last whole hours',
    'make escalation_policy Engineering Escalation Policy',
    'make service My Web App',
    'make integration Prometheus',
    'make integration Email',
    'make integration Amazon CloudWatch',
    'leave person (without a name): name: Invalid input: expected string, received number',
    'leave service Old App: It is disabled there.',
  ]);
  expect(planned.items.find(({ problem }) => problem?.startsWith('name:'))?.place).toMatch(
    /^export.json, line \d+, /,
  );
  expect(notesOf(planned, 'Daily Engineering Rotation')).toEqual(['with an override']);
  expect(notesOf(planned, 'Engineering Escalation Policy')).toEqual([
    'step 1: the schedule Odd lengths is left out',
  ]);

  const { migration, opened } = await applyMigration(ctx, { id: planned.id });
  expect(migration.state).toBe('applied');
  expect(outcomes(migration)).toHaveLength(12);
  expect(opened.map(({ service, integration, source }) => [service, integration, source])).toEqual([
    ['My Web App', 'Amazon CloudWatch', 'sns'],
    ['My Web App', 'Email', 'email'],
    ['My Web App', 'Prometheus', 'pagerduty'],
  ]);
  const key = opened[2]?.key ?? '';
  const [service] = (await listServices(ctx)).items;
  const door = await desk.store.client.integration.findUniqueOrThrow({
    where: { keyHash: hashSecret(key) },
  });
  expect(door.serviceId).toBe(service?.id);

  // The batch keeps no key of theirs, and none of ours.
  const kept = JSON.stringify(await desk.store.client.migration.findMany({ include: { items: true } }));
  for (const secret of ['0123456789abcdef', 'canary-key', 'my-web-app@', key])
    expect(kept).not.toContain(secret);

  const people = await desk.store.client.person.findMany({
    where: { email: { contains: 'example.com' }, id: { not: admin.id } },
  });
  expect(people.map(({ email, roles, timeZone }) => [email, roles, timeZone]).toSorted()).toEqual([
    ['126.kyler.kuhn@example.com', ['requester', 'agent'], 'America/New_York'],
    ['earline.greenholt@example.com', ['requester', 'agent'], 'America/Lima'],
    ['stella@example.com', ['requester'], 'Europe/Berlin'],
  ]);
  const [schedule] = (await listSchedules(ctx)).items;
  expect(schedule?.layers.map(({ name }) => name)).toEqual(['Everybody', 'Night Shift']);
  const shifts = await shiftsOfSchedule(ctx, {
    id: schedule?.id ?? '',
    from: '2026-01-10T12:00:00Z',
    to: '2026-01-12T12:00:00Z',
  });
  expect(shifts.items.map(({ from, people: [who] }) => [from, who?.name])).toEqual([
    ['2026-01-10T12:00:00.000Z', 'Kyler Kuhn'],
    ['2026-01-10T13:00:00.000Z', 'Kyler Kuhn'],
    ['2026-01-10T22:00:00.000Z', 'Earline Greenholt'],
    ['2026-01-11T22:00:00.000Z', 'Kyler Kuhn'],
    ['2026-01-12T01:00:00.000Z', 'Kyler Kuhn'],
  ]);
  const [policy] = (await listEscalationPolicies(ctx)).items;
  expect(policy).toMatchObject({ repeat: 2, acknowledgedMinutes: 10 });
  expect(policy?.steps.map(({ waitMinutes, page }) => [waitMinutes, page[0]?.who])).toEqual([
    [30, 'schedule'],
    [15, 'person'],
  ]);
  expect(service?.settings).toMatchObject({
    ...{ autoResolveMinutes: 240, holdSeconds: 120, group: { minutes: 5, labels: [] } },
  });
  // Every change is in the audit log, by whoever applied it, and known as of this batch.
  const entries = await desk.store.client.auditEntry.findMany({
    where: { requestId: `migration ${planned.id}` },
  });
  expect(entries.map(({ action }) => action).toSorted()).toEqual(
    [
      ...[
        'person.create',
        'person.create',
        'person.create',
        'team.create',
        'team.set_member',
        'team.set_member',
      ],
      ...['schedule.create', 'schedule.override', 'escalation_policy.create', 'service.create'],
      ...['integration.create', 'integration.create', 'integration.create'],
    ].toSorted(),
  );
  expect(new Set(entries.map(({ actorId }) => actorId))).toEqual(new Set([admin.id]));

  const after = await counts();
  const again = await applyMigration(ctx, { id: planned.id });
  expect(again.opened).toEqual([]);
  expect(outcomes(again.migration)).toEqual(outcomes(migration));
  const second = await plan('pagerduty');
  expect(second.items.filter(({ action }) => action === 'make' || action === 'change')).toEqual([]);
  await applyMigration(ctx, { id: second.id });
  expect(await counts()).toEqual(after);
  // What the second one found there is not its own.
  await undoMigration(ctx, { id: second.id });
  expect(await counts()).toEqual(after);

  const undone = await undoMigration(ctx, { id: planned.id });
  expect(outcomes(undone).filter((line) => !line.startsWith('removed'))).toEqual([]);
  expect(await counts()).toEqual(before);
  expect(undone.state).toBe('undone');
});

test('Opsgenie: rotations side by side, teams, routing', async () => {
  const before = await counts();
  const planned = await plan('opsgenie');
  expect(lines(planned)).toEqual([
    'make person John Doe',
    'make person Jane Doe',
    'make team ops_team',
    'make member John Doe in ops_team',
    'make member Jane Doe in ops_team',
    'make team Opsgenie',
    'make schedule ops_team_schedule: Days',
    'make schedule ops_team_schedule: Backup',
    'make escalation_policy ops_escalation',
    'make service Payment Service',
    'make service Alerts of Opsgenie',
    'make integration Prometheus in the cluster',
    'make integration API of everybody',
    'leave schedule With pauses: A turn of it is of nobody; here turns are of people.',
    'leave integration Jira: It is switched off there.',
  ]);
  expect(notesOf(planned, 'ops_escalation')).toEqual([
    'pages who is on call next by ops_team_schedule there; that step is left out',
    'pages also who was acknowledged there; here that ends it',
    'begins again 20 times there, here 9',
  ]);
  const { migration, opened } = await applyMigration(ctx, { id: planned.id });
  expect(migration.items.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(opened.map(({ integration, source, service }) => [integration, source, service])).toEqual([
    ['API of everybody', 'opsgenie', 'Alerts of Opsgenie'],
    ['Prometheus in the cluster', 'alertmanager', 'Payment Service'],
  ]);
  const [policy] = (await listEscalationPolicies(ctx)).items;
  expect(policy?.steps.map(({ waitMinutes, page }) => [waitMinutes, page.map(({ who }) => who)])).toEqual([
    [60, ['schedule', 'schedule']],
    [10, ['person']],
  ]);
  const services = (await listServices(ctx)).items;
  expect(services.map(({ name, escalationPolicyId }) => [name, escalationPolicyId])).toEqual([
    ['Alerts of Opsgenie', null],
    ['Payment Service', policy?.id],
  ]);
  const team = (await listTeams(ctx)).items.find(({ name }) => name === 'ops_team');
  expect(team?.members.map(({ name, lead }) => [name, lead])).toEqual([
    ['Jane Doe', false],
    ['John Doe', true],
  ]);
  await undoMigration(ctx, { id: planned.id });
  expect(await counts()).toEqual(before);
});

test('Grafana OnCall: people without an address, shifts, chains, routes', async () => {
  const before = await counts();
  const planned = await plan('grafana_oncall');
  expect(lines(planned)).toEqual([
    'make person alex',
    'leave person bob: No e-mail address is given, and nobody here has this name.',
    'make team SRE',
    'make member alex in SRE',
    'make schedule Demo schedule Calendar',
    'make escalation_policy default',
    'make service Grafana Alerting',
    'make integration Grafana Alerting',
    'leave schedule Demo schedule iCal: It is read from an iCalendar address there, and has no rules.',
    'leave schedule Monthly: Its shift Every month cannot be taken over: it recurs by months; here turns last hours, days or weeks.',
  ]);
  expect(notesOf(planned, 'default')).toEqual([
    'has a step “trigger webhook” there; it is left out',
    'step 2: the person bob is left out',
  ]);
  expect(notesOf(planned, 'Grafana Alerting')).toEqual([
    'has another route there; here all alerts go the way of the last one',
  ]);
  await applyMigration(ctx, { id: planned.id });
  const [policy] = (await listEscalationPolicies(ctx)).items;
  expect(policy).toMatchObject({ repeat: 5, steps: [{ waitMinutes: 5 }, { waitMinutes: 5 }] });
  const [schedule] = (await listSchedules(ctx)).items;
  const [layer] = schedule?.layers ?? [];
  const hours = layer && layer.kind !== 'calendar' ? layer.hours : null;
  expect(hours?.map((day) => day.length)).toEqual([1, 0, 1, 0, 1, 0, 0]);
  await undoMigration(ctx, { id: planned.id });
  expect(await counts()).toEqual(before);
});

test('what is here already is matched, by address and by name, and stays', async () => {
  const known = await desk.person({ name: 'E. Greenholt', email: 'earline.greenholt@example.com' });
  const team = await desk.addTeam('ENGINEERING');
  const planned = await plan('pagerduty');
  expect(lines(planned).slice(0, 6)).toEqual([
    'change person Earline Greenholt',
    'make person Kyler Kuhn',
    'make person Stella Stakeholder',
    'match team Engineering',
    'make member Earline Greenholt in Engineering',
    'make member Kyler Kuhn in Engineering',
  ]);
  const before = await counts();
  await applyMigration(ctx, { id: planned.id });
  const row = () => desk.store.client.person.findUniqueOrThrow({ where: { id: known.id } });
  expect(await row()).toMatchObject({ name: 'E. Greenholt', roles: ['requester', 'agent'] });
  await undoMigration(ctx, { id: planned.id });
  expect(await row()).toMatchObject({ roles: ['requester'] });
  expect(await counts()).toEqual(before);
  await desk.store.client.person.update({ where: { id: known.id }, data: { active: false } });
  expect(lines(await plan('pagerduty')).filter((line) => line.startsWith('leave'))).toContain(
    'leave schedule Daily Engineering Rotation: It names Earline Greenholt, who cannot be on call here.',
  );
  await desk.store.client.person.delete({ where: { id: known.id } });
  await desk.store.client.team.delete({ where: { id: team.id } });
});

test('undo leaves what was changed or used since, and says why; what stays can be undone later', async () => {
  const before = await counts();
  const planned = await plan('pagerduty');
  const { opened } = await applyMigration(ctx, { id: planned.id });
  desk.clock.advance(60_000);
  const [policy] = (await listEscalationPolicies(ctx)).items;
  await updateEscalationPolicy(ctx, { id: policy?.id ?? '', repeat: 3 });
  await doorOf(ctx, opened.find(({ integration }) => integration === 'Prometheus')?.key ?? '');
  const undone = await undoMigration(ctx, { id: planned.id });
  const kept = outcomes(undone).filter((line) => line.startsWith('kept'));
  expect(kept).toEqual([
    'kept person Earline Greenholt: They are named in the schedule Daily Engineering Rotation.',
    'kept person Kyler Kuhn: They are named in the schedule Daily Engineering Rotation.',
    'kept team Engineering: Engineering still has the service My Web App; give that to another team first.',
    'kept schedule Daily Engineering Rotation: The escalation policy Engineering Escalation Policy pages by this schedule. Change that before.',
    expect.stringMatching(
      /^kept escalation_policy .*: It was changed or used since: escalation_policy.update, 2026-/,
    ),
    'kept service My Web App: One of its integrations stays.',
    'kept integration Prometheus: Something has come in by it. Revoke it where it is to end.',
  ]);
  // Applied once more, what stayed is still known as made by this batch.
  const again = await applyMigration(ctx, { id: planned.id });
  expect(again.opened.map(({ integration }) => integration)).toEqual(['Amazon CloudWatch', 'Email']);
  await undoMigration(ctx, { id: planned.id });
  // Once what kept it is gone, it goes as well.
  await desk.store.client.service.deleteMany();
  await desk.store.client.escalationPolicy.deleteMany();
  const rest = await undoMigration(ctx, { id: planned.id });
  expect(outcomes(rest).filter((line) => line.startsWith('kept'))).toEqual([]);
  expect(await counts()).toEqual(before);
});

test('what was undone is made again, and what somebody removed by hand, too', async () => {
  const planned = await plan('grafana_oncall');
  await applyMigration(ctx, { id: planned.id });
  const made = await counts();
  await undoMigration(ctx, { id: planned.id });
  expect((await applyMigration(ctx, { id: planned.id })).opened).toHaveLength(1);
  expect(await counts()).toEqual(made);
  await desk.store.client.integration.deleteMany();
  expect((await applyMigration(ctx, { id: planned.id })).opened).toHaveLength(1);
  expect(await counts()).toEqual(made);
  await undoMigration(ctx, { id: planned.id });
});

test('of two at once one does it', async () => {
  const planned = await plan('grafana_oncall');
  const made = await counts();
  const both = await Promise.allSettled([1, 2].map(() => applyMigration(ctx, { id: planned.id })));
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await counts()).services).toBe(made.services + 1);
  await undoMigration(ctx, { id: planned.id });
});

test('what fails, fails alone, and is tried again the next time', async () => {
  const planned = await plan('grafana_oncall');
  // A desk has so many schedules at most.
  const now = desk.clock.now();
  await desk.store.client.schedule.createMany({
    data: Array.from({ length: 200 }, (_, index) => ({
      ...{ id: ctx.newId(), name: `Full ${index}`, teamId: desk.team.id, timeZone: 'UTC', layers: [] },
      ...{ createdAt: now, updatedAt: now },
    })),
  });
  const { migration } = await applyMigration(ctx, { id: planned.id });
  expect(outcomes(migration).filter((line) => line.startsWith('failed'))).toEqual([
    'failed schedule Demo schedule Calendar: There are 200 schedules already.',
    'failed escalation_policy default: Something that it needs could not be made.',
    'failed service Grafana Alerting: Something that it needs could not be made.',
    'failed integration Grafana Alerting: Something that it needs could not be made.',
  ]);
  await desk.store.client.schedule.deleteMany();
  const again = await applyMigration(ctx, { id: planned.id });
  expect(outcomes(again.migration).filter((line) => !line.startsWith('done'))).toEqual([]);
  expect(again.opened).toHaveLength(1);
  await undoMigration(ctx, { id: planned.id });
});

test('a process that died leaves it to whoever asks two minutes later', async () => {
  const planned = await plan('grafana_oncall');
  await desk.store.client.migration.update({
    where: { id: planned.id },
    data: {
      ...{ state: 'applying', run: ctx.newId(), total: 9, done: 3 },
      runUntil: new Date(desk.clock.now().getTime() + 120_000),
    },
  });
  await expect(applyMigration(ctx, { id: planned.id })).rejects.toThrow('being worked on already');
  await expect(undoMigration(ctx, { id: planned.id })).rejects.toThrow('being worked on already');
  desk.clock.advance(120_001);
  expect((await applyMigration(ctx, { id: planned.id })).migration.state).toBe('applied');
  await undoMigration(ctx, { id: planned.id });
});

test('a zip of files and folders, each of a kind; a broken one stops no other', async () => {
  const zip = zipSync({
    'export/users.json': strToU8(
      '[{"users":[{"id":"P1","name":"Zoë 🚀","email":"zoe@example.com","role":"user"}]}]',
    ),
    'export/teams/Ops-T1.json': strToU8('{"id":"T1","name":"Ops"}'),
    'export/schedules.json': strToU8('{"schedules": [ broken'),
    'export/notes.txt': strToU8('not JSON'),
  });
  const planned = await planMigration(ctx, {
    ...{ tool: 'pagerduty', fileName: 'export.zip', file: Buffer.from(zip).toString('base64') },
  });
  expect(lines(planned)).toEqual([
    'make person Zoë 🚀',
    'make team Ops',
    expect.stringMatching(/^leave other export\/schedules.json: This is no JSON: /),
  ]);
  await removeMigration(ctx, { id: planned.id });
  await expect(getMigration(ctx, { id: planned.id })).rejects.toThrow('There is no such migration.');
});

test('what is too much, no export or no zip is refused in words', async () => {
  const file = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64');
  const refused = (input: object) => expect(planMigration(ctx, { tool: 'pagerduty', ...input })).rejects;
  await refused({ file: file('[1, 2]') }).toThrow('Nothing of it can be read. [0]: This is no object.');
  await refused({ file: file('{"hello": 1}') }).toThrow('Nothing that is known here stands in it.');
  await refused({ file: file('PK nonsense') }).toThrow('This zip cannot be read');
  await refused({ file: file('['.repeat(200_000)) }).toThrow('This is no JSON');
  await refused({ file: file(zipSync({ 'a.json': new Uint8Array(31 * 1024 * 1024) })) }).toThrow(
    'holds too much',
  );
  await refused({}).toThrow('must be given');
  await refused({ data: [], file: '' }).toThrow('must be given');
  await refused({ data: { users: Array.from({ length: 20_001 }, (_, id) => ({ id })) } }).toThrow(
    '20000 are the most',
  );
});

test('only admins; a plan that was applied is not forgotten', async () => {
  const agent = desk.ctxFor(await desk.person({ roles: ['agent'] }));
  await expect(planMigration(agent, { tool: 'opsgenie', data: {} })).rejects.toThrow('Only an admin');
  const planned = await plan('opsgenie');
  for (const verb of [applyMigration, undoMigration, getMigration, removeMigration]) {
    await expect(verb(agent, { id: planned.id })).rejects.toThrow('Only an admin');
  }
  await expect(undoMigration(ctx, { id: planned.id })).rejects.toThrow('nothing to undo');
  await applyMigration(ctx, { id: planned.id });
  await expect(removeMigration(ctx, { id: planned.id })).rejects.toThrow('It was applied');
  await undoMigration(ctx, { id: planned.id });
  expect((await listMigrations(ctx)).items[0]).toMatchObject({
    id: planned.id,
    state: 'undone',
    createdBy: 'Admin',
  });
});
