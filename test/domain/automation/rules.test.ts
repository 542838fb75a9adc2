import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { CreateAutomation, RuleAction, Trigger } from '../../../src/contract/automation.ts';
import { tryAutomation } from '../../../src/domain/automation/dry-run.ts';
import { hearEvents } from '../../../src/domain/automation/hear.ts';
import { findIdle } from '../../../src/domain/automation/idle.ts';
import { exportAutomations, importAutomations } from '../../../src/domain/automation/portable.ts';
import {
  createAutomation,
  listAutomations,
  removeAutomation,
  updateAutomation,
} from '../../../src/domain/automation/rules.ts';
import { runRules } from '../../../src/domain/automation/run.ts';
import { listRuns, retryRun } from '../../../src/domain/automation/runs.ts';
import { sweepRuleRuns } from '../../../src/domain/automation/sweep.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { holdTicket } from '../../../src/domain/tickets/hold.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { runAutomation } from '../../../src/jobs/automation.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { everyDay } from '../../support/calendars.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { createSlaDesk, type SlaDesk } from '../sla/sla-desk.ts';

let desk: SlaDesk;
beforeEach(async () => {
  desk = await createSlaDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const asRequester = () => desk.ctxFor(desk.requester);
const work = async () => {
  while ((await runAutomation(desk.ctxFor('system'))) > 0);
};
let names = 0;
const rule = (
  trigger: z.input<typeof Trigger>,
  action: z.input<typeof RuleAction> | z.input<typeof RuleAction>[],
  more: Partial<z.input<typeof CreateAutomation>> = {},
) =>
  createAutomation(asAdmin(), {
    name: `Rule ${++names}`,
    trigger,
    actions: Array.isArray(action) ? action : [action],
    ...more,
  });
const tag = (...add: string[]) => ({ do: 'tag' as const, add });
const tags = async (number: string) => (await desk.row(number)).tags;
const runs = async () =>
  (await listRuns(asAdmin(), { limit: 100 })).items
    .map(({ state, because, outcomes, words }) =>
      [
        state,
        because,
        ...outcomes.map(({ outcome, words }) => `${outcome}: ${words}`),
        ...(words ? [words] : []),
      ].join(' | '),
    )
    .reverse();

describe('a rule acts', () => {
  test('when a ticket is opened', async () => {
    await rule({ on: 'opened' }, tag('fresh'), {
      condition: { field: 'title', op: 'contains', value: ['printer'] },
    });
    const [printer, laptop] = [await desk.open({ title: 'Printer on fire' }), await desk.open()];
    await work();
    expect([await tags(printer), await tags(laptop)]).toEqual([['fresh'], []]);
    expect(await runs()).toEqual(['done | It was opened. | done: Tagged.']);
    expect(await desk.store.client.ticketEvent.count()).toBe(0);
  });

  test('when something changes, and for the fields that it names', async () => {
    await rule({ on: 'changed', fields: ['category'] }, tag('sorted'));
    await rule({ on: 'changed' }, { do: 'note', text: 'Somebody was here.' });
    const number = await desk.open();
    await editTicket(asAgent(), { number, urgency: 1 });
    await work();
    expect(await tags(number)).toEqual([]);
    await editTicket(asAgent(), { number, category: 'Hardware' });
    await work();
    expect(await tags(number)).toEqual(['sorted']);
    // Twice for what the agent did, and once for the other rule's tag; its own note is no change.
    expect(await desk.store.client.entry.count({ where: { kind: 'note' } })).toBe(3);
  });

  test('when a state is reached', async () => {
    await rule({ on: 'state', to: ['resolved'] }, tag('done'));
    const number = await desk.open();
    await takeTicket(asAgent(), { number });
    await work();
    expect(await tags(number)).toEqual([]);
    await resolveTicket(asAgent(), { number, resolution: 'Replaced.' });
    await work();
    expect(await tags(number)).toEqual(['done']);
  });

  test('when somebody replies or writes a note, by what was said', async () => {
    await rule({ on: 'replied', by: 'requester' }, tag('asked'));
    await rule({ on: 'replied', by: 'agent' }, tag('answered'));
    await rule({ on: 'noted' }, tag('noted'), {
      condition: { field: 'message', op: 'contains', value: ['escalate'] },
    });
    const number = await desk.open();
    await replyToTicket(asRequester(), { number, body: 'Any news?' });
    await work();
    expect(await tags(number)).toEqual(['asked']);
    await replyToTicket(asAgent(), { number, body: 'Soon.' });
    await noteOnTicket(asAgent(), { number, body: 'Should we?' });
    await work();
    expect(await tags(number)).toEqual(['asked', 'answered']);
    await noteOnTicket(asAgent(), { number, body: 'Escalate it.' });
    await work();
    expect(await tags(number)).toEqual(['asked', 'answered', 'noted']);
  });

  test('when a clock passes a threshold', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['queue'] }] } });
    await rule({ on: 'sla', metric: 'first_response', threshold: '50' }, tag('half'));
    await rule({ on: 'sla', threshold: '100' }, { do: 'set', urgency: 1 });
    const number = await desk.open();
    desk.clock.advance(60 * MINUTE);
    await desk.tick();
    await work();
    expect(await tags(number)).toEqual(['half']);
    desk.clock.advance(60 * MINUTE);
    await desk.tick();
    await work();
    expect(await desk.row(number)).toMatchObject({ urgency: 1 });
  });

  test('in the order of the rules, each on what the one before has left', async () => {
    await rule({ on: 'opened' }, tag('first'));
    await rule({ on: 'opened' }, { do: 'tag', add: ['second'], remove: ['first'] });
    const number = await desk.open();
    await work();
    expect(await tags(number)).toEqual(['second']);
  });

  test('with all that it can do, by the verbs that people use', async () => {
    const boss = await desk.person({ name: 'Boss', roles: ['agent'] });
    await desk.store.client.person.update({ where: { id: desk.agent.id }, data: { managerId: boss.id } });
    const other = await desk.open({ title: 'Other' });
    await rule(
      { on: 'opened' },
      [
        { do: 'set', impact: 1, category: 'Hardware' },
        { do: 'assign', to: desk.agent.id },
        { do: 'note', text: 'From {{requester.name}}, for {{assignee.name}}.' },
        { do: 'reply', text: 'Hello {{requester.first_name}}, we look at {{ticket.number}}.' },
        { do: 'link', kind: 'related', to: other },
        { do: 'open_child', title: 'Order a part for {{ticket.number}}', description: 'Please.' },
        {
          do: 'post',
          channel: 'web',
          conversation: 'announcements',
          text: '{{ticket.number}}: {{ticket.title}}',
        },
        { do: 'tell', who: ['assignee', 'manager'], text: 'Look at {{ticket.number}}.' },
        { do: 'hold', reason: 'awaiting_vendor' },
        { do: 'resume' },
        { do: 'resolve', text: 'All is well, {{requester.name}}.', withOpenChildren: true },
        { do: 'close' },
      ],
      { condition: { not: { field: 'title', op: 'contains', value: ['part'] } } },
    );
    const number = await desk.open({ title: 'Laptop' });
    await work();
    const child = (
      await desk.store.client.ticket.findFirstOrThrow({ where: { title: { startsWith: 'Order' } } })
    ).number;
    expect(await runs()).toEqual([
      `done | It was opened. | done: Set. | done: Assigned. | done: Noted. | done: Replied. | done: Linked to ${other}. | done: Opened ${child}. | done: Posted. | done: Told 2 people. | done: Put on hold. | done: Taken off hold. | done: Resolved. | done: Closed.`,
    ]);
    const seen = await getTicket(asAgent(), { number });
    expect(seen).toMatchObject({
      state: 'closed',
      impact: 1,
      category: 'Hardware',
      resolution: 'All is well, Grace.',
    });
    expect(seen.links).toMatchObject([{ kind: 'related', number: other }]);
    expect(seen.children).toMatchObject([{ number: child }]);
    const said = await desk.store.client.entry.findMany({
      where: { ticket: { number }, kind: { not: 'event' } },
      orderBy: { id: 'asc' },
    });
    expect(said.slice(1).map(({ body }) => body)).toEqual([
      'From Grace, for Ada.',
      `Hello Grace, we look at ${number}.`,
      'All is well, Grace.',
    ]);
    const channel = recordingChannel();
    await deliverAll(desk, channel);
    expect(channel.lines('announcements')).toEqual([`desk: ${number}: Laptop`]);
    expect(channel.lines(`direct:${boss.id}`)).toEqual([`${number} needs you`]);
    // Each change says who made it.
    const actors = await desk.store.client.auditEntry.findMany({ where: { action: 'ticket.close' } });
    expect(actors[0]?.actorId).toMatch(/^rule Rule/);
  });
});

describe('a delay', () => {
  test('lets time pass, and the condition must hold then, too', async () => {
    await rule({ on: 'opened' }, tag('forgotten'), {
      delayMinutes: 30,
      condition: { field: 'assigned', op: 'is', value: false },
    });
    const [taken, left] = [await desk.open(), await desk.open()];
    await work();
    desk.clock.advance(29 * MINUTE);
    await takeTicket(asAgent(), { number: taken });
    await work();
    expect(await tags(left)).toEqual([]);
    desk.clock.advance(MINUTE);
    await work();
    expect([await tags(taken), await tags(left)]).toEqual([[], ['forgotten']]);
    expect((await runs()).sort()).toEqual([
      'done | It was opened. | done: Tagged.',
      'stopped | It was opened. | The condition did not hold any more.',
    ]);
  });
});

describe('loops', () => {
  test('end: a rule does not react to its own change, and two that answer each other stop', async () => {
    await rule({ on: 'changed', fields: ['tags'] }, tag('a'));
    const ping = await rule({ on: 'changed', fields: ['urgency'] }, { do: 'set', impact: 1 });
    await rule({ on: 'changed', fields: ['impact'] }, { do: 'set', urgency: 1 });
    const number = await desk.open();
    await editTicket(asAgent(), { number, tags: ['z'] });
    await editTicket(asAgent(), { number, urgency: 3 });
    await work();
    expect(await desk.row(number)).toMatchObject({ impact: 1, urgency: 1, tags: ['z', 'a'] });
    expect(await desk.store.client.ruleRun.count({ where: { ruleId: ping.id } })).toBe(1);
  });
});

describe('what fails', () => {
  test('is tried again with patience, then shown, and holds up nothing', async () => {
    await rule({ on: 'opened' }, [{ do: 'note', text: 'Hello.' }, tag('after')]);
    await rule({ on: 'opened' }, tag('other'));
    await desk.store.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.kind = 'note' THEN RAISE 'no room'; END IF; RETURN NEW; END $$`,
    );
    await desk.store.pool.query(
      'CREATE TRIGGER refuse BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    const number = await desk.open();
    await work();
    expect(await tags(number)).toEqual(['after', 'other']);
    for (let minutes = 0; minutes < 60; minutes += 1) {
      desk.clock.advance(MINUTE);
      await work();
    }
    expect((await runs())[0]).toBe(
      'failed | It was opened. | failed: It failed by a fault of the desk; the log says more. | done: Tagged.',
    );
    await desk.store.pool.query('DROP TRIGGER refuse ON entry');
    const [run] = (await listRuns(asAdmin(), { state: 'failed' })).items;
    await retryRun(asAdmin(), { id: run?.id ?? '' });
    await work();
    expect((await runs())[0]).toBe('done | It was opened. | done: Noted. | done: Tagged.');
    expect(await desk.store.client.entry.count({ where: { kind: 'note' } })).toBe(1);
  });

  test('because it makes no sense is said at once', async () => {
    await rule({ on: 'opened' }, [{ do: 'resume' }, tag('on')]);
    const number = await desk.open();
    await work();
    expect((await runs())[0]).toMatch(
      /^failed \| It was opened\. \| failed: This ticket is new, so it cannot be resumed/,
    );
    expect(await tags(number)).toEqual(['on']);
  });

  test('nothing is done twice, however many workers there are', async () => {
    await rule({ on: 'opened' }, [
      { do: 'note', text: 'Hello.' },
      { do: 'reply', text: 'Hello.' },
    ]);
    for (let count = 0; count < 20; count += 1) await desk.open();
    await Promise.all([1, 2, 3].map(() => hearEvents(desk.ctxFor('system'))));
    await hearEvents(desk.ctxFor('system'));
    await Promise.all([1, 2, 3].map(() => runRules(desk.ctxFor('system'))));
    await work();
    expect(await desk.store.client.entry.count({ where: { body: 'Hello.' } })).toBe(40);
    expect(await desk.store.client.ruleRun.count({ where: { state: 'done' } })).toBe(20);
  });
});

describe('a rule that is switched off', () => {
  test('hears nothing more, and what it had still to do is stopped', async () => {
    const { id } = await rule({ on: 'opened' }, tag('late'), { delayMinutes: 10 });
    const number = await desk.open();
    await work();
    await updateAutomation(asAdmin(), { id, enabled: false });
    await desk.open();
    desk.clock.advance(10 * MINUTE);
    await work();
    expect(await tags(number)).toEqual([]);
    expect(await runs()).toEqual(['stopped | It was opened. | The rule was switched off.']);
    await removeAutomation(asAdmin(), { id });
    expect(await runs()).toHaveLength(1);
  });

  test('costs nothing: where no rule listens nothing is noted', async () => {
    await rule({ on: 'opened' }, tag('x'), { enabled: false });
    await rule({ on: 'noted' }, tag('x'));
    const number = await desk.open();
    await replyToTicket(asAgent(), { number, body: 'Hello.' });
    expect(await desk.store.client.ticketEvent.count()).toBe(0);
  });
});

describe('an idle ticket', () => {
  const look = async () => {
    await work();
    await findIdle(desk.ctxFor('system'));
    await work();
  };

  test('is found once, after so many hours of its calendar, and again once something has happened', async () => {
    const { id } = await desk.calendar({ timeZone: 'UTC', week: everyDay('09:00-17:00') });
    await desk.store.client.queue.update({ where: { id: desk.queue.id }, data: { calendarId: id } });
    desk.bus.publish({ topic: 'directory' });
    const older = await desk.open();
    desk.clock.advance(HOUR);
    await rule({ on: 'idle', hours: 10 }, { do: 'note', text: 'Nobody has looked at this for long.' });
    await look();
    const newer = await desk.open();
    const done = await desk.open();
    await resolveTicket(asAgent(), { number: done, resolution: 'Replaced.' });
    const notes = async (number: string) =>
      desk.store.client.entry.count({ where: { ticket: { number }, kind: 'note' } });
    const at = async (time: string) => {
      desk.at(time);
      await look();
      return [await notes(older), await notes(newer), await notes(done)];
    };
    // Eight hours a day: what was opened at nine has been idle for ten at eleven on the day after.
    expect(await at('06T10:59')).toEqual([0, 0, 0]);
    expect(await at('06T11:00')).toEqual([1, 0, 0]);
    expect(await at('06T12:00')).toEqual([1, 1, 0]);
    // The rule's own note is something that has happened.
    expect(await at('07T12:59')).toEqual([1, 1, 0]);
    expect(await at('07T13:00')).toEqual([2, 1, 0]);
    await replyToTicket(asRequester(), { number: newer, body: 'Hello?' });
    await look();
    expect(await at('07T15:00')).toEqual([2, 1, 0]);
  });
});

describe('a dry run', () => {
  test('says of the last tickets what would have happened, and why; and does nothing', async () => {
    const [one, two] = [await desk.open({ title: 'Printer' }), await desk.open({ title: 'Laptop' })];
    await holdTicket(asAgent(), { number: one, reason: 'awaiting_vendor' });
    await replyToTicket(asRequester(), { number: two, body: 'It is urgent.' });
    const tried = await tryAutomation(asAdmin(), {
      trigger: { on: 'replied', by: 'requester' },
      condition: { field: 'message', op: 'contains', value: ['urgent'] },
    });
    expect(tried.items).toEqual([
      {
        ticket: { number: two, title: 'Laptop' },
        because: 'The requester replied.',
        holds: true,
        why: 'message contains urgent: yes',
      },
      {
        ticket: { number: one, title: 'Printer' },
        because: null,
        holds: false,
        why: 'message contains urgent: no',
      },
    ]);
    const here = await tryAutomation(asAdmin(), {
      trigger: { on: 'opened' },
      condition: { field: 'queue', op: 'is_not', value: [desk.queue.id, desk.otherQueue.id] },
      last: 1,
    });
    expect(here.items[0]?.why).toBe('queue is not IT support or Networks: no');
    const held = await tryAutomation(asAdmin(), { trigger: { on: 'state', to: ['on_hold'] } });
    expect(held.items.map(({ holds }) => holds)).toEqual([false, true]);
    expect(await desk.store.client.ruleRun.count()).toBe(0);
  });
});

describe('as YAML', () => {
  test('rules come back as they were, with what they refer to by name', async () => {
    await rule(
      { on: 'opened' },
      [
        { do: 'assign', to: desk.agent.id },
        { do: 'move', queueId: desk.otherQueue.id },
      ],
      {
        condition: {
          any: [
            { field: 'queue', op: 'is', value: [desk.queue.id] },
            { field: 'requester_team', op: 'is', value: [desk.team.id] },
          ],
        },
      },
    );
    await rule({ on: 'sla', threshold: '+30' }, { do: 'note', text: 'queue:IT support' }, { enabled: false });
    const { yaml } = await exportAutomations(asAdmin(), {});
    expect(yaml).toContain('queue:Networks');
    expect(yaml).toContain('- field: queue\n          op: is\n          value:\n');
    expect(yaml).toContain(`person:${desk.agent.email}`);
    expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 2 });
    const before = (await listAutomations(asAdmin())).items;
    for (const { id } of before) await removeAutomation(asAdmin(), { id });
    expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 2, changed: 0, unchanged: 0 });
    const bare = ({ name, trigger, condition, actions, enabled }: (typeof before)[number]) => ({
      name,
      trigger,
      condition,
      actions,
      enabled,
    });
    expect((await listAutomations(asAdmin())).items.map(bare)).toEqual(before.map(bare));
    const changed = yaml.replace('queue:Networks', 'queue:IT support');
    expect(await importAutomations(asAdmin(), { yaml: changed })).toEqual({
      added: 0,
      changed: 1,
      unchanged: 1,
    });
  });

  test('one rule alone', async () => {
    await rule({ on: 'opened' }, tag('x'));
    const { id, name } = await rule({ on: 'noted' }, tag('y'));
    const { yaml } = await exportAutomations(asAdmin(), { id });
    expect(parseYaml(yaml).automations).toMatchObject([{ name, trigger: { on: 'noted' } }]);
    await expect(exportAutomations(asAdmin(), { id: desk.queue.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('a tag, a category or a word stays what it is, even if a queue or a team has such a name', async () => {
    const name = 'team:vip';
    await desk.addTeam('vip');
    await rule({ on: 'opened' }, [tag(name), { do: 'set', category: name }], {
      condition: {
        all: [
          { field: 'tag', op: 'is', value: [name] },
          { field: 'title', op: 'contains', value: ['queue:Nowhere'] },
        ],
      },
    });
    const { yaml } = await exportAutomations(asAdmin(), {});
    expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 1 });
  });

  test('the example of the documentation is taken in', async () => {
    const page = await readFile(new URL('../../../docs/automation.md', import.meta.url), 'utf8');
    const yaml = /```yaml\n(.+?)```/s.exec(page)?.[1] ?? '';
    expect(await importAutomations(asAdmin(), { yaml })).toMatchObject({ added: 1 });
  });

  test('what is wrong is told with the line in which its rule begins', async () => {
    const yaml = `automations:
  - name: A
    trigger: { on: opened }
    actions:
      - { do: close }
  # Not this one.
  - name: B
    trigger: { on: opened }
    actions:
      - { do: tell, who: [lead, 'person:nobody@example.com'], text: Look. }
`;
    await expect(importAutomations(asAdmin(), { yaml })).rejects.toMatchObject({
      message: 'Rule 2, in line 7: There is no person “nobody@example.com” here.',
      details: { problems: [{ field: 'automations.1.actions.0.who.1' }] },
    });
  });

  test.each([
    ['no YAML', 'a: [', 'yaml'],
    ['no rules', 'rules: []', 'automations'],
    [
      'an unknown queue',
      'automations:\n- name: A\n  trigger: {on: opened}\n  actions: [{do: move, queueId: "queue:Nowhere"}]',
      'automations.0.actions.0.queueId',
    ],
    [
      'a wrong name in a text',
      'automations:\n- name: A\n  trigger: {on: opened}\n  actions: [{do: note, text: "{{nobody}}"}]',
      'automations.0.actions.0.text',
    ],
    [
      'a bomb',
      `a: &a [${'x,'.repeat(9)}x]\n${'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`)
        .join('\n')}`,
      'yaml',
    ],
  ])('%s is refused, and nothing is taken in', async (_, yaml, field) => {
    await expect(importAutomations(asAdmin(), { yaml })).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
    expect((await listAutomations(asAdmin())).items).toEqual([]);
  });
});

test('agents read what rules did on tickets that they work on, and no others', async () => {
  await rule({ on: 'opened' }, tag('x'));
  await desk.open();
  await desk.open({ queue: desk.privateQueue });
  await work();
  expect((await listRuns(asAgent(), {})).items).toHaveLength(1);
  expect((await listRuns(desk.ctxFor(desk.confidant), {})).items).toHaveLength(2);
  await expect(listRuns(asRequester(), {})).rejects.toMatchObject({ code: 'forbidden' });
});

test('the log keeps what rules did for 90 days, and what they have still to do', async () => {
  await rule({ on: 'opened' }, tag('fresh'));
  await desk.open();
  await work();
  await rule({ on: 'opened' }, tag('later'), { delayMinutes: 43_200 });
  await desk.open();
  await work();
  desk.clock.advance(90 * DAY);
  await sweepRuleRuns(desk.ctxFor('system'));
  expect(await runs()).toHaveLength(3);
  desk.clock.advance(1);
  await sweepRuleRuns(desk.ctxFor('system'));
  expect(await runs()).toEqual(['waiting | It was opened.']);
});
