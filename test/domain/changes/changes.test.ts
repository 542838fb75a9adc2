import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlertFacts, alertCard, alertsById } from '../../../src/chat/views/alert.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { createApprovalPolicy } from '../../../src/domain/approvals/policies.ts';
import { passChange, returnChange, submitChange } from '../../../src/domain/changes/agree.ts';
import {
  cancelChange,
  closeChange,
  finishChange,
  startChange,
} from '../../../src/domain/changes/carry-out.ts';
import { createFreeze } from '../../../src/domain/changes/freezes.ts';
import { changeCalendar, changeGate, listChanges } from '../../../src/domain/changes/list.ts';
import { editChange, planChange } from '../../../src/domain/changes/plan.ts';
import { approveTemplate, createTemplate } from '../../../src/domain/changes/templates.ts';
import { declareIncident } from '../../../src/domain/incidents/declare.ts';
import { getIncident } from '../../../src/domain/incidents/list.ts';
import { getReview } from '../../../src/domain/incidents/review.ts';
import { updateQueue } from '../../../src/domain/queues/save.ts';
import { readDirectory } from '../../../src/domain/settings/directory.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { linkTickets, unlinkTickets } from '../../../src/domain/tickets/link.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket } from '../../../src/domain/tickets/take.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { outcome, refusal } from '../tickets/cast.ts';
import { type ChangeDesk, createChangeDesk } from './change-desk.ts';

let desk: ChangeDesk;
beforeEach(async () => {
  desk = await createChangeDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const asSecond = () => desk.ctxFor(desk.second);
const stateOf = async (number: string) => (await desk.see(number)).state;
/** Approved, and its window is open. */
async function scheduled(more?: Parameters<ChangeDesk['plan']>[0]): Promise<string> {
  const number = await desk.plan(more);
  await submitChange(asAgent(), { number });
  for (let step = 0; step < 2 && (await stateOf(number)) !== 'scheduled'; step += 1) {
    if ((await desk.see(number)).approvals.some(({ state }) => state === 'pending')) {
      await desk.vote(number, 'approve');
      await desk.advance();
    } else await passChange(desk.ctxFor(desk.admin), { number });
  }
  return number;
}

describe('what is planned', () => {
  test('is a ticket with a plan, a window and a risk', async () => {
    const number = await desk.plan();
    expect(await desk.see(number)).toMatchObject({
      ...{ number: 'CHG-1', type: 'normal', state: 'new', risk: 'low', title: 'Renew the certificate' },
      ...{ implementer: { id: desk.second.id }, services: [{ name: 'Shop' }], timeZone: 'Europe/Berlin' },
      verbs: ['edit', 'submit', 'cancel'],
    });
    const { items } = await listChanges(asAgent(), {});
    expect(items.map((one) => one.number)).toEqual([number]);
  });

  test('can be made of a request, whose number goes on meaning it', async () => {
    const ticket = (await openTicket(asAgent(), { title: 'New port', description: '443', kind: 'request' }))
      ?.number;
    const { number } = await planChange(asAgent(), { ticket: ticket ?? '' });
    expect(number).toBe('CHG-1');
    expect((await desk.see(ticket ?? '')).number).toBe('CHG-1');
    expect(await outcome(planChange(asAgent(), { ticket: ticket ?? '' }))).toBe('conflict');
  });

  test('has the risk of the worst answer, or of a rule, and says which decided', async () => {
    const number = await desk.plan({ impact: 2, answers: { done_before: 2, taken_back: 0, tested: 0 } });
    expect(await desk.see(number)).toMatchObject({
      risk: 'high',
      riskBecause:
        'It is likely that it goes wrong, and the impact is medium: “Has this been done before?” Never',
    });
    await editChange(asAgent(), { number, impact: 3, answers: { done_before: 0, taken_back: 0, tested: 0 } });
    expect(await desk.see(number)).toMatchObject({ risk: 'low' });
    await desk.store.client.service.updateMany({ data: { tier: 1 } });
    await editChange(asAgent(), { number, reason: 'Because.' });
    expect(await desk.see(number)).toMatchObject({
      ...{ risk: 'medium', riskBecause: 'By the rule “Touches a service of tier 1”' },
    });
  });

  test('cannot be resolved, cancelled late or made something else past it', async () => {
    const number = await scheduled();
    const { message: words } = await refusal(
      resolveTicket(asAgent(), { number, resolution: 'Done', code: 'fixed' }),
    );
    expect(words).toContain('says how it went');
    expect(await outcome(editTicket(asAgent(), { number, kind: 'request' }))).toBe('conflict');
    await cancelTicket(asAgent(), { number, reason: 'Not needed' });
    expect(await stateOf(number)).toBe('cancelled');
  });
});

describe('without policies', () => {
  test('somebody without a part in it assesses it, and an admin authorises it', async () => {
    const number = await desk.plan();
    await submitChange(asAgent(), { number });
    expect(await stateOf(number)).toBe('assess');
    for (const ctx of [asAgent(), asSecond()]) {
      expect(await outcome(passChange(ctx, { number }))).toBe('forbidden');
    }
    await passChange(desk.ctxFor(desk.board), { number, comment: 'Looks good' });
    expect(await stateOf(number)).toBe('authorize');
    expect(await outcome(passChange(desk.ctxFor(desk.board), { number }))).toBe('forbidden');
    await passChange(desk.ctxFor(desk.admin), { number });
    expect(await stateOf(number)).toBe('scheduled');
    expect(await desk.told(number)).toContain('assessed the change: Looks good');
  });

  test('an emergency is not assessed', async () => {
    const number = await desk.plan({ type: 'emergency' });
    await submitChange(asAgent(), { number });
    expect(await stateOf(number)).toBe('authorize');
  });
});

describe('with policies', () => {
  beforeEach(() => desk.asks('assess', 'normal', 'emergency'));

  test('one decision moves it on, once, whoever looks', async () => {
    const number = await desk.plan();
    await submitChange(asAgent(), { number });
    await desk.vote(number, 'approve');
    await Promise.all([desk.advance(), desk.advance(), desk.advance()]);
    expect(await stateOf(number)).toBe('authorize');
    await desk.vote(number, 'approve');
    await desk.advance();
    expect(await stateOf(number)).toBe('scheduled');
    expect((await desk.see(number)).approvals.map(({ state }) => state)).toEqual(['approved', 'approved']);
    expect((await desk.told(number)).filter((words) => words === 'The change is approved')).toHaveLength(2);
  });

  test('a rejection makes a draft of it again, and the gate says why', async () => {
    const number = await desk.plan();
    await submitChange(asAgent(), { number });
    expect(await changeGate(asAgent(), { number })).toMatchObject({
      ...{ gate: 'wait', reasons: ['It waits for approval by “Board: assess”.'] },
    });
    await desk.vote(number, 'reject');
    await desk.advance();
    expect(await stateOf(number)).toBe('new');
    expect(await changeGate(asAgent(), { number })).toMatchObject({
      ...{ gate: 'refused', reasons: ['Rejected by Cora (Not now.).', 'It is a draft again.'] },
    });
    await submitChange(asAgent(), { number });
    expect(await stateOf(number)).toBe('assess');
  });

  test('the votes are void once plan, window or services are edited, and not for who carries it out', async () => {
    const number = await desk.plan({ type: 'emergency' });
    await submitChange(asAgent(), { number });
    const [approval] = (await desk.see(number)).approvals;
    const where = { id: approval?.id ?? '' };
    const round = async () => (await desk.store.client.approval.findUniqueOrThrow({ where })).round;
    await editChange(asAgent(), { number, implementerId: desk.agent.id });
    expect(await round()).toBe(1);
    await editChange(asAgent(), { number, plan: 'Renew both.' });
    expect(await round()).toBe(2);
    await editChange(asAgent(), { number, startsAt: desk.at(4), endsAt: desk.at(5) });
    expect(await round()).toBe(3);
    await editChange(asAgent(), { number, services: [] });
    expect(await round()).toBe(4);
    await editChange(asAgent(), { number, plan: 'Renew both.' });
    expect(await round()).toBe(4);
  });

  test('what is approved and edited is approved again', async () => {
    const number = await scheduled();
    await editChange(asAgent(), { number, plan: 'Renew both.' });
    expect(await stateOf(number)).toBe('authorize');
    await desk.vote(number, 'approve');
    await desk.advance();
    expect(await stateOf(number)).toBe('scheduled');
    // Also where only the ticket is edited.
    await editTicket(asAgent(), { number, title: 'Renew two certificates' });
    expect(await stateOf(number)).toBe('authorize');
    await desk.advance();
    expect((await desk.see(number)).approvals.filter(({ state }) => state === 'pending')).toHaveLength(1);
    expect(await stateOf(number)).toBe('authorize');
  });

  test('nobody is asked any more once it is a draft again, or cancelled', async () => {
    const number = await desk.plan();
    await submitChange(asAgent(), { number });
    await returnChange(asAgent(), { number, reason: 'I forgot something' });
    expect(await desk.see(number)).toMatchObject({ state: 'new', approvals: [{ state: 'cancelled' }] });
    const entries = await desk.store.client.entry.findMany({ where: { ticket: { number } } });
    const drafts = entries.flatMap(
      ({ data }) => JSON.stringify(data).match(/"made a draft|change is a draft/g) ?? [],
    );
    expect(drafts).toHaveLength(1);
    await submitChange(asAgent(), { number });
    await cancelChange(asAgent(), { number, reason: 'Not needed' });
    await desk.advance();
    expect(await desk.see(number)).toMatchObject({ state: 'cancelled', verbs: [] });
    expect((await desk.see(number)).approvals.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  test('whoever carries it out is not asked', async () => {
    const number = await desk.plan({ implementerId: desk.board.id });
    expect(await outcome(submitChange(asAgent(), { number }))).toBe('conflict');
    expect(await stateOf(number)).toBe('new');
  });
});

describe('what is found before', () => {
  const kinds = async (number: string) =>
    (await desk.see(number)).findings.map(({ kind, severity }) => `${kind} ${severity}`);

  test('a freeze stops all but an emergency, which passes with one more approval', async () => {
    await desk.asks('emergency', 'freeze');
    await createFreeze(desk.ctxFor(desk.admin), {
      ...{ name: 'Year’s end', timeZone: 'Europe/Berlin', startsAt: desk.at(-24), endsAt: desk.at(24) },
    });
    const number = await desk.plan();
    expect(await kinds(number)).toContain('freeze block');
    const { message: words } = await refusal(submitChange(asAgent(), { number }));
    expect(words).toContain('“Year’s end”');
    const urgent = await desk.plan({ type: 'emergency', services: [] });
    expect(await kinds(urgent)).toContain('freeze warning');
    await submitChange(asAgent(), { number: urgent });
    expect((await desk.see(urgent)).approvals.map(({ policy }) => policy)).toEqual([
      'Board: emergency',
      'Board: freeze',
    ]);
  });

  test('names what overlaps on the same service and on those that need it, and who is busy', async () => {
    const first = await desk.plan();
    await submitChange(asAgent(), { number: first });
    const shop = await desk.store.client.service.findFirstOrThrow({ where: { name: 'Shop' } });
    await desk.serviceBy(null, 'Till');
    const till = await desk.store.client.service.findFirstOrThrow({ where: { name: 'Till' } });
    await desk.store.client.serviceDependency.create({ data: { serviceId: shop.id, dependsOnId: till.id } });
    const number = await desk.plan({ services: [till.id], startsAt: desk.at(2.5), endsAt: desk.at(4) });
    const { findings } = await desk.see(number);
    expect(findings.filter(({ kind }) => kind === 'overlap').map(({ words }) => words)).toEqual([
      expect.stringMatching(
        /^CHG-1 “Renew the certificate” touches Shop at the same time: .* \(Europe\/Berlin\)\.$/,
      ),
    ]);
    expect(findings.filter(({ kind }) => kind === 'implementer').map(({ words }) => words)).toEqual([
      'Ben is to carry out CHG-1 at the same time.',
    ]);
    const later = await desk.plan({ services: [till.id], startsAt: desk.at(3), endsAt: desk.at(4) });
    expect(await kinds(later)).not.toContain('overlap warning');
  });

  test('says what is missing, and whether anybody is on call', async () => {
    await desk.serviceBy(null, 'Till');
    const till = await desk.store.client.service.findFirstOrThrow({ where: { name: 'Till' } });
    const number = await desk.plan({
      ...{ plan: '', answers: {}, implementerId: null, startsAt: null, endsAt: null, services: [till.id] },
    });
    expect(await kinds(number)).toEqual([
      'window block',
      'plan warning',
      'risk warning',
      'implementer warning',
    ]);
    await editChange(asAgent(), { number, startsAt: desk.at(1), endsAt: desk.at(2) });
    expect((await desk.see(number)).findings.at(-1)).toEqual({
      ...{
        kind: 'on_call',
        severity: 'warning',
        words: 'Nobody answers for Till: it has no escalation policy.',
      },
    });
  });
});

describe('what a condition of the policy agrees to', () => {
  test('is a change of low risk, and not one that became riskier, and the decision says why', async () => {
    const board = desk.board.id;
    const { id } = await createApprovalPolicy(desk.ctxFor(desk.admin), {
      name: 'Board',
      stages: [{ groups: [{ approvers: { who: 'people', personIds: [board] }, need: { need: 'any' } }] }],
      auto: [{ decide: 'approve', condition: { field: 'change_risk', op: 'is', value: ['low'] } }],
    });
    const { settings } = await readDirectory(asAgent());
    await desk.set({ policies: { ...settings.changes.policies, assess: id, normal: id } });
    const number = await desk.plan();
    await submitChange(asAgent(), { number });
    await desk.advance();
    const { state, approvals } = await desk.see(number);
    expect(state).toBe('scheduled');
    expect(approvals[0]?.decision).toBe(
      'Approved by a condition of the policy, without a vote (change risk is low: yes).',
    );
    const risky = await desk.plan({ impact: 1, answers: { done_before: 2, taken_back: 2, tested: 2 } });
    await submitChange(asAgent(), { number: risky });
    await desk.advance();
    expect(await desk.see(risky)).toMatchObject({ state: 'assess', approvals: [{ state: 'pending' }] });
  });
});

describe('carrying it out', () => {
  test('only whoever has it starts it, in its window or with a reason', async () => {
    const number = await scheduled();
    expect(await changeGate(asAgent(), { number })).toMatchObject({ gate: 'wait' });
    expect(await outcome(startChange(asAgent(), { number }))).toBe('forbidden');
    expect(await outcome(startChange(asSecond(), { number }))).toBe('invalid');
    desk.clock.advance(2 * HOUR);
    expect(await changeGate(asAgent(), { number })).toMatchObject({ gate: 'open' });
    await startChange(asSecond(), { number });
    expect(await changeGate(asAgent(), { number })).toMatchObject({ gate: 'open', state: 'implement' });
    await finishChange(asSecond(), { number, outcome: 'successful' });
    expect(await stateOf(number)).toBe('review');
    desk.clock.advance(3 * DAY);
    await desk.advance();
    expect(await stateOf(number)).toBe('closed');
    const ticket = await desk.store.client.ticket.findUniqueOrThrow({ where: { number } });
    expect(ticket).toMatchObject({ state: 'closed', resolution: 'Successful' });
    expect(await changeGate(asAgent(), { number })).toMatchObject({ gate: 'refused' });
  });

  test('outside of the window it says why', async () => {
    const number = await scheduled();
    await startChange(asSecond(), { number, reason: 'The old one ends tonight' });
    expect(await desk.told(number)).toContain(
      'started the change outside of its window: The old one ends tonight',
    );
  });

  test('what went wrong is reviewed before it is closed', async () => {
    const number = await scheduled();
    desk.clock.advance(2 * HOUR);
    await startChange(asSecond(), { number });
    expect(await outcome(finishChange(asSecond(), { number, outcome: 'backed_out' }))).toBe('invalid');
    await finishChange(asSecond(), { number, outcome: 'backed_out', note: 'It did not start' });
    desk.clock.advance(30 * DAY);
    await desk.advance();
    expect(await stateOf(number)).toBe('review');
    expect(await outcome(closeChange(asAgent(), { number }))).toBe('invalid');
    await closeChange(asAgent(), { number, review: 'Test on the copy first' });
    expect(await stateOf(number)).toBe('closed');
    expect((await desk.see(await desk.plan())).score).toEqual({ points: -5, changes: 1 });
  });

  test('alerts of its services page nobody meanwhile, if it says so', async () => {
    const number = await scheduled({ holdsAlerts: true });
    desk.clock.advance(2 * HOUR + 10 * MINUTE);
    await startChange(asSecond(), { number });
    await desk.say();
    await desk.work();
    expect(await desk.store.client.page.count()).toBe(0);
    await finishChange(asSecond(), { number, outcome: 'successful' });
    await desk.work();
    expect(await desk.store.client.page.count()).toBeGreaterThan(0);
  });

  test('they page again where its ticket is cancelled meanwhile', async () => {
    const number = await scheduled({ holdsAlerts: true });
    desk.clock.advance(2 * HOUR);
    await startChange(asSecond(), { number });
    await desk.say();
    await cancelTicket(asAgent(), { number, reason: 'Not needed' });
    await desk.work();
    expect(await desk.store.client.page.count()).toBeGreaterThan(0);
  });

  test('whoever carries it out is reminded once, and told that the window was missed', async () => {
    const number = await scheduled();
    desk.clock.advance(90 * MINUTE);
    await Promise.all([desk.advance(), desk.advance()]);
    desk.clock.advance(2 * HOUR);
    await desk.advance();
    await desk.advance();
    const told = await desk.store.client.notification.findMany({ orderBy: { id: 'asc' } });
    expect(
      told.map(({ personId, data }) => [personId, (data as { text: string }).text.split(':')[0]]),
    ).toEqual([
      [desk.second.id, 'You carry out the change'],
      [desk.second.id, 'The window of the change is over, and it was not started'],
    ]);
    expect(await stateOf(number)).toBe('scheduled');
  });

  test('an incident shows what was changed on its services in the day before', async () => {
    const old = await scheduled();
    desk.clock.advance(2 * HOUR);
    await startChange(asSecond(), { number: old });
    await finishChange(asSecond(), { number: old, outcome: 'successful' });
    desk.clock.advance(2 * DAY);
    const elsewhere = await scheduled({ services: [], startsAt: desk.at(0), endsAt: desk.at(1) });
    await startChange(asSecond(), { number: elsewhere });
    const number = await scheduled({ startsAt: desk.at(0), endsAt: desk.at(1) });
    await startChange(asSecond(), { number });
    const declared = { title: 'No orders', severity: 1 as const, services: [desk.service.id] };
    const incident = await declareIncident(asAgent(), declared);
    expect((await getIncident(asAgent(), incident)).changes).toMatchObject([
      { number, state: 'implement', isCause: false },
    ]);
  });

  test('one of them is named as its cause, and not any more', async () => {
    const number = await scheduled({ startsAt: desk.at(0), endsAt: desk.at(1) });
    await startChange(asSecond(), { number });
    const incident = await declareIncident(asAgent(), { title: 'No orders', severity: 1 });
    const link = { number: incident.number, kind: 'caused_by' as const };
    // It need not be of its services, nor have been begun.
    const planned = await scheduled({ services: [], startsAt: desk.at(0), endsAt: desk.at(1) });
    await Promise.all([1, 2].map(() => linkTickets(asAgent(), { ...link, to: number })));
    await linkTickets(asAgent(), { ...link, to: planned });
    const { changes, tickets, timeline } = await getIncident(asAgent(), incident);
    expect(changes).toMatchObject([
      { number, isCause: true },
      { number: planned, isCause: true, startedAt: null },
    ]);
    expect(tickets).toEqual([]);
    const causes = timeline.filter(({ kind }) => kind === 'cause');
    expect(causes.map(({ text }) => text)).toEqual([
      `Caused by ${number} Renew the certificate`,
      `Caused by ${planned} Renew the certificate`,
    ]);
    expect((await desk.see(number)).caused).toMatchObject([{ number: incident.number }]);
    await unlinkTickets(asAgent(), { ...link, to: planned });
    await resolveTicket(asAgent(), { number: incident.number, code: 'fixed', resolution: 'Taken back' });
    const { sections } = await getReview(asAgent(), { number: incident.number });
    expect(sections.causes).toBe(`- ${number}: Renew the certificate`);
    expect(sections.happened).toContain(`Not caused by ${planned}`);
  });

  test('nothing but a change causes anything, and nothing causes a change', async () => {
    const number = await scheduled();
    const incident = await declareIncident(asAgent(), { title: 'No orders', severity: 1 });
    const other = await declareIncident(asAgent(), { title: 'No mail', severity: 1, anyway: true });
    const cause = (number: string, to: string) =>
      outcome(linkTickets(asAgent(), { number, kind: 'caused_by', to }));
    expect(await cause(incident.number, other.number)).toBe('invalid');
    expect(await cause(number, number)).toBe('invalid');
    expect(await cause(number, await scheduled())).toBe('invalid');
    expect(await cause(incident.number, number)).toBe('done');
  });

  test('an alert says what was under way on its service when it began', async () => {
    await desk.say({ dedupKey: 'before' });
    const number = await scheduled();
    desk.clock.advance(2 * HOUR);
    await startChange(asSecond(), { number });
    await desk.say({ dedupKey: 'during' });
    desk.clock.advance(HOUR);
    await finishChange(asSecond(), { number, outcome: 'successful' });
    await desk.say({ dedupKey: 'after' });
    const alerts = await desk.store.client.alert.findMany({ orderBy: { firstAt: 'asc' } });
    const seen = await Promise.all(alerts.map(({ id }) => getAlert(asAgent(), { id })));
    expect(seen.map(({ during }) => during.map((one) => one.number))).toEqual([[], [number], []]);
    const cards = await alertsById(
      asAgent(),
      alerts.map(({ id }) => id),
    );
    const facts = alerts.map(({ id }) => JSON.stringify(alertCard(cards.get(id) as AlertFacts, 'https://x')));
    expect(facts.map((text) => text.includes(`${number} Renew the certificate`))).toEqual([
      false,
      true,
      false,
    ]);
    await updateQueue(desk.ctxFor(desk.admin), { id: desk.queue.id, visibility: 'private' });
    const outsider = await desk.person({ name: 'Otto', roles: ['requester', 'agent'] });
    const during = alerts[1]?.id ?? '';
    expect((await getAlert(desk.ctxFor(outsider), { id: during })).during).toEqual([]);
    const hidden = (await alertsById(asAgent(), [during])).get(during) as AlertFacts;
    expect(JSON.stringify(alertCard(hidden, 'https://x'))).not.toContain(number);
  });

  test('of many presses at once one counts', async () => {
    const number = await scheduled();
    desk.clock.advance(2 * HOUR);
    const starts = await Promise.all(
      Array.from({ length: 10 }, () => outcome(startChange(asSecond(), { number }))),
    );
    expect(starts.filter((one) => one === 'done')).toHaveLength(1);
    const ends = await Promise.all(
      (['successful', 'failed', 'backed_out'] as const).map((how) =>
        outcome(finishChange(asSecond(), { number, outcome: how, note: 'x' })),
      ),
    );
    expect(ends.filter((one) => one === 'done')).toHaveLength(1);
  });
});

describe('a standard change', () => {
  const content = {
    ...{ title: 'Restart the shop', description: 'As each month.', impact: 3 as const, minutes: 30 },
    ...{ reason: 'It leaks.', plan: 'Restart it.', testPlan: 'Look.', backoutPlan: 'Start it again.' },
    ...{ services: [] as string[], holdsAlerts: false },
  };

  test('is scheduled at once, follows its template, and a failure withdraws that', async () => {
    const { id: templateId } = await createTemplate(desk.ctxFor(desk.admin), { name: 'Restart', content });
    const { number } = await planChange(asAgent(), { type: 'standard', templateId, startsAt: desk.at(1) });
    expect(await desk.see(number)).toMatchObject({
      ...{
        title: 'Restart the shop',
        plan: 'Restart it.',
        endsAt: desk.at(1.5),
        template: { name: 'Restart' },
      },
    });
    expect(await outcome(editChange(asAgent(), { number, plan: 'Delete it.' }))).toBe('conflict');
    await submitChange(asAgent(), { number });
    expect(await stateOf(number)).toBe('scheduled');
    await assignTicket(asAgent(), { number, assigneeId: desk.second.id });
    desk.clock.advance(HOUR);
    await startChange(asSecond(), { number });
    await finishChange(asSecond(), { number, outcome: 'failed', note: 'It did not come back' });
    const { message: words } = await refusal(planChange(asAgent(), { type: 'standard', templateId }));
    expect(words).toContain(`${number}, a change of it, went wrong.`);
    await approveTemplate(desk.ctxFor(desk.admin), { id: templateId });
    await planChange(asAgent(), { type: 'standard', templateId });
    expect(await outcome(planChange(asAgent(), { type: 'standard', title: 'x' }))).toBe('invalid');
    expect(await outcome(planChange(asAgent(), { type: 'normal', title: 'x', templateId }))).toBe('invalid');
  });
});

test('the calendar shows changes and freezes of a span', async () => {
  const number = await desk.plan();
  await createFreeze(desk.ctxFor(desk.admin), {
    ...{ name: 'Nights', timeZone: 'UTC', startsAt: desk.at(-24), endsAt: desk.at(240), types: ['normal'] },
    repeat: { every: 'week', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '04:00' },
  });
  const { items, freezes } = await changeCalendar(asAgent(), { from: desk.at(0), to: desk.at(48) });
  expect(items.map((one) => one.number)).toEqual([number]);
  expect(freezes.map(({ startsAt, endsAt }) => Date.parse(endsAt) - Date.parse(startsAt))).toContain(
    6 * HOUR,
  );
  expect((await changeCalendar(asAgent(), { from: desk.at(3), to: desk.at(48) })).items).toEqual([]);
});
