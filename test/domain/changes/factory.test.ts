import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeSettings } from '../../../src/contract/settings.ts';
import { advanceChanges } from '../../../src/domain/changes/advance.ts';
import { closeChange, finishChange, startChange } from '../../../src/domain/changes/carry-out.ts';
import { planChange } from '../../../src/domain/changes/plan.ts';
import { approveProposal, declineProposal, listProposals } from '../../../src/domain/changes/proposals.ts';
import {
  approveTemplate,
  createTemplate,
  listTemplates,
  withdrawTemplate,
} from '../../../src/domain/changes/templates.ts';
import { readDirectory } from '../../../src/domain/settings/directory.ts';
import { DAY, HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { outcome, refusal, tokenOf } from '../tickets/cast.ts';
import { type ChangeDesk, createChangeDesk } from './change-desk.ts';

let desk: ChangeDesk;
beforeEach(async () => {
  desk = await createChangeDesk();
  await factory({ after: 3 });
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const asSecond = () => desk.ctxFor(desk.second);
const factory = (more: Partial<ChangeSettings['factory']>) =>
  desk.set({ factory: { after: 5, days: 365, manager: null, ...more } });
const proposals = async (as: ActingPerson = desk.admin) => (await listProposals(desk.ctxFor(as))).items;
type Plan = Parameters<ChangeDesk['plan']>[0];
type Outcome = 'successful' | 'with_issues' | 'failed' | 'backed_out';

/** Carried out; how it was agreed to does not matter here. */
async function ended(how: Outcome = 'successful', more?: Plan): Promise<string> {
  desk.clock.advance(HOUR);
  const number = await desk.plan(more);
  await desk.store.client.change.updateMany({
    where: { ticket: { number } },
    data: { state: 'scheduled' },
  });
  await startChange(asSecond(), { number, reason: 'Now' });
  await finishChange(asSecond(), { number, outcome: how, note: 'x' });
  return number;
}
const close = (number: string) => closeChange(asAgent(), { number, review: 'Learnt.' });
async function went(how: Outcome = 'successful', more?: Plan): Promise<string> {
  const number = await ended(how, more);
  await close(number);
  return number;
}
async function wentWell(times: number, more?: Plan): Promise<string[]> {
  const numbers = [];
  for (let count = 0; count < times; count += 1) numbers.push(await went('successful', more));
  return numbers;
}

describe('a template is proposed', () => {
  test('once enough normal changes that are alike went well, made of the last one', async () => {
    const numbers = [
      ...(await wentWell(2)),
      ...(await wentWell(1, { title: 'RENEW the certificate, 2026-11', plan: 'Renew it better.' })),
    ];
    expect(await proposals()).toMatchObject([
      {
        ...{ name: 'RENEW the certificate, 2026-11', madeOf: numbers, mayDecide: true },
        content: {
          ...{ title: 'RENEW the certificate, 2026-11', plan: 'Renew it better.', minutes: 60 },
          ...{ testPlan: 'Look at it.', backoutPlan: 'Put the old one back.', impact: 3 },
          ...{ services: [desk.service.id], description: 'It ends soon.', holdsAlerts: false },
        },
      },
    ]);
    // While it stands, no other.
    await wentWell(4);
    expect(await proposals()).toHaveLength(1);
  });

  test('when the last one closes by itself, too', async () => {
    await wentWell(2);
    await ended();
    expect(await proposals()).toEqual([]);
    desk.clock.advance(4 * DAY);
    while ((await advanceChanges(desk.ctxFor('system'))) > 0);
    expect(await proposals()).toHaveLength(1);
  });

  test('not of what is otherwise: title, services, team, type, outcome', async () => {
    await wentWell(2);
    await went('successful', { title: 'Remove the certificate' });
    await went('successful', { services: [] });
    await went('successful', { queueId: desk.otherQueue.id });
    await went('successful', { type: 'emergency' });
    await went('with_issues');
    expect(await proposals()).toEqual([]);
    await wentWell(1);
    expect(await proposals()).toHaveLength(1);
  });

  test('not while one of them went wrong since, and counts anew after that', async () => {
    await wentWell(2);
    await went('failed');
    await wentWell(2);
    expect(await proposals()).toEqual([]);
    await ended('backed_out');
    await wentWell(2);
    expect(await proposals()).toEqual([]);
    await wentWell(1);
    expect(await proposals()).toHaveLength(1);
  });

  test('not of what is too long ago, nor when nobody wants it', async () => {
    await factory({ after: 3, days: 10 });
    await wentWell(2);
    desk.clock.advance(11 * DAY);
    await wentWell(1);
    expect(await proposals()).toEqual([]);
    await factory({ after: 0 });
    await wentWell(6);
    expect(await proposals()).toEqual([]);
  });

  test('not of what is private', async () => {
    await desk.store.client.queue.update({ where: { id: desk.queue.id }, data: { visibility: 'private' } });
    desk.bus.publish({ topic: 'directory' });
    await wentWell(4);
    expect(await proposals()).toEqual([]);
  });

  test('once, when many are closed at the same moment', async () => {
    const numbers = [];
    for (let count = 0; count < 6; count += 1) numbers.push(await ended());
    await Promise.all(numbers.map(close));
    expect(await proposals()).toHaveLength(1);
    const [proposal] = await desk.store.client.changeProposal.findMany();
    expect(proposal?.madeOf).toHaveLength(3);
    const audits = await desk.store.client.auditEntry.findMany({
      where: { action: { startsWith: 'change_proposal.' } },
    });
    expect(audits.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['change_proposal.propose', 'change factory'],
    ]);
  });

  test('not where a template like it may be used, but again where it is withdrawn', async () => {
    const [last = ''] = (await wentWell(3)).slice(-1);
    const [{ id = '' } = {}] = await proposals();
    const template = await approveProposal(asAdmin(), { id });
    await wentWell(4);
    expect(await proposals()).toEqual([]);
    await withdrawTemplate(asAdmin(), { id: template.id, reason: 'Not now.' });
    await wentWell(1);
    // Called otherwise, since that name is taken.
    expect((await proposals()).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^Renew the certificate \(CHG-\d+\)$/),
    ]);
    expect(last).toMatch(/^CHG-/);
  });

  test('not where somebody has made one like it by hand', async () => {
    await wentWell(3);
    const { content } = (await proposals())[0] ?? expect.fail('none');
    await desk.store.client.changeProposal.deleteMany();
    const { id } = await createTemplate(asAdmin(), {
      name: 'By hand',
      content: { ...content, title: 'renew THE certificate 7' },
    });
    await wentWell(1);
    expect(await proposals()).toEqual([]);
    await withdrawTemplate(asAdmin(), { id, reason: 'x' });
    await wentWell(1);
    expect(await proposals()).toHaveLength(1);
    await approveTemplate(asAdmin(), { id });
  });

  test('and taken back when one like them goes wrong', async () => {
    await wentWell(3);
    const number = await ended('failed');
    expect(await proposals()).toEqual([]);
    expect(await desk.store.client.changeProposal.findFirst()).toMatchObject({
      ...{ state: 'declined', decidedById: null, reason: `${number}, a change like these, went wrong.` },
    });
    await wentWell(2);
    expect(await proposals()).toEqual([]);
    await wentWell(1);
    expect(await proposals()).toHaveLength(1);
  });
});

describe('whoever decides', () => {
  const proposed = async () => {
    await wentWell(3);
    return (await proposals())[0]?.id ?? '';
  };

  test('makes an ordinary template of it, also edited, once', async () => {
    const id = await proposed();
    const content = (await proposals())[0]?.content ?? expect.fail('none');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        outcome(approveProposal(asAdmin(), { id, name: 'Renew', content: { ...content, minutes: 30 } })),
      ),
    );
    expect(answers.filter((one) => one === 'done')).toHaveLength(1);
    expect((await listTemplates(asAgent())).items).toMatchObject([
      { name: 'Renew', version: 1, withdrawnAt: null, content: { minutes: 30 } },
    ]);
    expect(await proposals()).toEqual([]);
    const { message } = await refusal(declineProposal(asAdmin(), { id, reason: 'x' }));
    expect(message).toBe(`Approved by ${desk.admin.name}.`);
    const [{ id: templateId = '' } = {}] = (await listTemplates(asAgent())).items;
    const { number } = await planChange(asAgent(), { type: 'standard', templateId, startsAt: desk.at(1) });
    expect((await desk.see(number)).endsAt).toBe(desk.at(1.5));
  });

  test('declines it until as many more have gone well', async () => {
    const id = await proposed();
    await declineProposal(asAdmin(), { id, reason: 'Too risky' });
    const { message } = await refusal(approveProposal(asAdmin(), { id }));
    expect(message).toBe(`Declined by ${desk.admin.name}: Too risky`);
    await wentWell(2);
    expect(await proposals()).toEqual([]);
    const [last] = await wentWell(1);
    const [again] = await proposals();
    expect(again?.madeOf).toHaveLength(3);
    expect(again?.madeOf.at(-1)).toBe(last);
  });

  test('is an admin, or whom the settings name, with a token that may', async () => {
    const id = await proposed();
    const decline = (who: Parameters<ChangeDesk['ctxFor']>[0]) =>
      outcome(declineProposal(desk.ctxFor(who), { id, reason: 'x' }));
    expect(await decline(desk.agent)).toBe('forbidden');
    expect(await decline(desk.requester)).toBe('forbidden');
    expect(await decline('nobody')).toBe('unauthenticated');
    expect(await decline(tokenOf(desk.admin, 'write'))).toBe('forbidden');
    expect(await outcome(listProposals(desk.ctxFor(desk.requester)))).toBe('forbidden');
    expect((await proposals(desk.agent))[0]?.mayDecide).toBe(false);
    await factory({ manager: { who: 'team', teamId: desk.team.id } });
    expect((await proposals(desk.agent))[0]?.mayDecide).toBe(true);
    expect(await decline(desk.neighbour)).toBe('forbidden');
    expect(await decline(tokenOf(desk.agent, 'read'))).toBe('forbidden');
    await factory({ manager: { who: 'people', personIds: [desk.neighbour.id] } });
    expect(await decline(desk.agent)).toBe('forbidden');
    expect(await decline(tokenOf(desk.neighbour, 'write'))).toBe('done');
  });

  test('is named among those who are there', async () => {
    const id = desk.ctxFor('system').newId();
    expect(await outcome(factory({ manager: { who: 'team', teamId: id } }))).toBe('invalid');
    expect(await outcome(factory({ manager: { who: 'people', personIds: [id] } }))).toBe('invalid');
    // What says nothing of it leaves it as it is.
    await factory({ after: 7, manager: { who: 'people', personIds: [desk.second.id] } });
    await desk.set({ closeDays: 9, factory: undefined as never });
    const { settings } = await readDirectory(asAdmin());
    expect(settings.changes).toMatchObject({ closeDays: 9, factory: { after: 7 } });
  });

  test('gets a card: those who are named, or else the admins', async () => {
    const { client } = desk.store;
    const cards = async () =>
      (await client.notice.findMany({ where: { viewKind: 'proposal_card' }, orderBy: { id: 'asc' } }))
        .filter(({ channel }) => channel === 'web')
        .map(({ conversation }) => conversation.replace('direct:', ''));
    const two = [desk.neighbour.id, desk.confidant.id];
    await factory({ after: 3, manager: { who: 'people', personIds: two } });
    await proposed();
    expect((await cards()).toSorted()).toEqual(two.toSorted());
    await client.notice.deleteMany();
    // They have left.
    await client.person.updateMany({ where: { id: { in: two } }, data: { active: false } });
    await wentWell(3, { title: 'Another thing' });
    expect(await cards()).toEqual([desk.admin.id]);
  });
});
