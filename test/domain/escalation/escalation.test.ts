import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { takeEvents } from '../../../src/domain/alerts/take.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { planPaging } from '../../../src/domain/escalation/plan.ts';
import { updateEscalationPolicy } from '../../../src/domain/escalation/policies.ts';
import { directConversation } from '../../../src/domain/outbox/enqueue.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { workweek } from '../../support/calendars.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** Ada is paged first, Ben five minutes later, and nobody after him. */
let desk: AlertDesk;
let web: RecordingChannel;
let mail: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const later = async (minutes: number) => {
  desk.clock.advance(minutes * MINUTE);
  await desk.work(web, mail);
};
const fire = async (event?: Parameters<AlertDesk['say']>[0]) => {
  await desk.say(event);
  await desk.work(web, mail);
};
const at = (person: ActingPerson) => directConversation(person.id);
const told = (person: ActingPerson) => web.lines(at(person)).length;
const card = (person: ActingPerson) => {
  const [first] = web.shown(at(person));
  return first?.content.type === 'card' ? first.content.card : expect.fail('no card');
};
const fact = (person: ActingPerson, label: string) =>
  card(person)
    .blocks.flatMap((block) => (block.type === 'facts' ? block.facts : []))
    .find((one) => one.label === label)?.value;
const buttons = (person: ActingPerson) =>
  card(person).blocks.flatMap((block) =>
    block.type === 'actions' ? block.buttons.map(({ label }) => label) : [],
  );
const escalation = () => desk.store.client.escalation.findFirstOrThrow();

describe('an alert', () => {
  test('pages the first one at once, and the second one if nobody answers in five minutes', async () => {
    await fire();
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 0]);
    expect(card(desk.agent).title).toBe('Critical: The disk is full');
    expect(buttons(desk.agent)).toEqual([
      ...['Acknowledge', 'Resolve', 'Silence 1 h', 'Escalate', 'Make a ticket', 'Declare incident'],
    ]);
    await later(4.9);
    expect(told(desk.second)).toBe(0);
    await later(0.1);
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 1]);
    await later(60);
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 1]);
    expect(await escalation()).toMatchObject({ state: 'exhausted', nextAt: null });
  });

  test('that is acknowledged pages nobody else, and every card says so', async () => {
    await fire();
    await later(5);
    const { id } = await desk.last();
    await acknowledgeAlert(desk.ctxFor(desk.second), { id });
    await desk.work(web, mail);
    for (const person of [desk.agent, desk.second]) {
      expect(fact(person, 'State')).toBe('Acknowledged by Ben ·');
      expect(buttons(person)).toEqual([
        'Resolve',
        'Silence 1 h',
        'Escalate',
        'Make a ticket',
        'Declare incident',
      ]);
    }
    await later(60);
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 1]);
    expect(await escalation()).toMatchObject({ state: 'answered', nextAt: null });
  });

  test('that is resolved by its source ends it, and its cards have no buttons', async () => {
    await fire();
    await fire({ action: 'resolve' });
    expect(fact(desk.agent, 'State')).toBe('Resolved by its source ·');
    expect(buttons(desk.agent)).toEqual([]);
    await later(60);
    expect(told(desk.second)).toBe(0);
  });

  test('that comes again while it is open pages nobody again; its card counts', async () => {
    await fire();
    await fire();
    await fire();
    await later(0.1);
    expect(told(desk.agent)).toBe(1);
    expect(fact(desk.agent, 'Count')).toBe('3');
    // Each of the two is shown, and they share an edit.
    expect(web.calls.filter(({ kind }) => kind === 'edit')).toHaveLength(1);
  });

  test('that opens anew pages anew', async () => {
    await fire();
    await fire({ action: 'resolve' });
    await fire();
    expect(told(desk.agent)).toBe(2);
  });

  test('of a service without a policy pages nobody, and cannot be escalated', async () => {
    await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: null });
    await fire();
    expect(told(desk.agent)).toBe(0);
    const { id } = await desk.last();
    expect(await outcome(escalateAlert(asAgent(), { id }))).toBe('conflict');
    expect(await desk.store.client.alert.count({ where: { escalateAt: { not: null } } })).toBe(0);
  });

  test('is escalated by hand: the next one is paged now, also after it was acknowledged', async () => {
    await fire();
    const { id } = await desk.last();
    await acknowledgeAlert(asAgent(), { id });
    await escalateAlert(asAgent(), { id });
    await desk.work(web, mail);
    expect(told(desk.second)).toBe(1);
    await escalateAlert(asAgent(), { id });
    await desk.work(web, mail);
    // All have been paged: it begins again.
    expect(told(desk.agent)).toBe(2);
  });

  test('keeps proof of who was paged, how and when', async () => {
    await fire();
    await later(2);
    const { id } = await desk.last();
    const { pages, nextStepAt } = await getAlert(asAgent(), { id });
    expect(pages.map(({ person, via, state, step }) => `${step} ${person?.name} ${via} ${state}`)).toEqual([
      '0 Ada web sent',
      '0 Ada email sent',
    ]);
    expect(nextStepAt).toBe('2026-01-05T09:05:00.000Z');
  });
});

describe('an acknowledgement', () => {
  beforeEach(async () => {
    const policy = await desk.policy(
      [
        { page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 5 },
        { page: [{ who: 'person', personId: desk.second.id }], waitMinutes: 5 },
      ],
      { acknowledgedMinutes: 30 },
    );
    await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: policy.id });
    await fire();
    await acknowledgeAlert(asAgent(), await desk.last());
    await desk.work(web, mail);
  });
  const events = async () => (await getAlert(asAgent(), await desk.last())).events.map(({ kind }) => kind);

  test('that has held for long is asked about; who is still on it keeps it', async () => {
    await later(29);
    expect(told(desk.agent)).toBe(1);
    await later(1);
    expect(told(desk.agent)).toBe(2);
    expect(buttons(desk.agent)).toEqual([
      ...['Still on it', 'Resolve', 'Silence 1 h', 'Escalate', 'Make a ticket', 'Declare incident'],
    ]);
    await later(4);
    await acknowledgeAlert(asAgent(), await desk.last());
    await later(2);
    expect(buttons(desk.agent)).toEqual([
      'Resolve',
      'Silence 1 h',
      'Escalate',
      'Make a ticket',
      'Declare incident',
    ]);
    await later(20);
    expect([told(desk.agent), told(desk.second)]).toEqual([2, 0]);
    expect(await events()).toEqual(['triggered', 'acknowledged', 'asked', 'acknowledged']);
  });

  test('about which nobody answers lapses, and the paging begins again', async () => {
    await later(30);
    await later(5);
    expect(fact(desk.agent, 'State')).toBe('Nobody has answered yet');
    expect([told(desk.agent), told(desk.second)]).toEqual([3, 0]);
    await later(5);
    expect(told(desk.second)).toBe(1);
    await later(5);
    expect(await events()).toEqual(['triggered', 'acknowledged', 'asked', 'lapsed', 'exhausted']);
  });

  test('of what is over is not asked about', async () => {
    await resolveAlert(asAgent(), await desk.last());
    await later(120);
    expect(told(desk.agent)).toBe(1);
  });

  test('is asked about once, however many workers look', async () => {
    desk.clock.advance(30 * MINUTE);
    await Promise.all(Array.from({ length: 4 }, () => desk.work(web, mail)));
    expect(told(desk.agent)).toBe(2);
  });
});

describe('a policy', () => {
  const go = async (...args: Parameters<AlertDesk['policy']>) => {
    const policy = await desk.policy(...args);
    await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: policy.id });
    return policy;
  };

  test('is repeated as often as it says', async () => {
    await go([{ page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 10 }], { repeat: 2 });
    await fire();
    for (let round = 0; round < 5; round += 1) await later(10);
    expect(told(desk.agent)).toBe(3);
  });

  test('pages a whole team at once, each once, and a conversation', async () => {
    await go([
      {
        page: [
          { who: 'team', teamId: desk.team.id },
          { who: 'person', personId: desk.agent.id },
          { who: 'conversation', channel: 'web', conversation: 'war-room' },
        ],
        waitMinutes: 5,
      },
    ]);
    await fire();
    expect([told(desk.agent), told(desk.second), web.lines('war-room').length]).toEqual([1, 1, 1]);
  });

  test('takes turns in a team', async () => {
    await go([{ page: [{ who: 'round_robin', teamId: desk.team.id }], waitMinutes: 5 }]);
    for (const dedupKey of ['a', 'b', 'c', 'd']) {
      desk.clock.advance(1);
      await fire({ dedupKey });
    }
    expect([told(desk.agent), told(desk.second)]).toEqual([2, 2]);
  });

  test('passes a step at once whose hours it is not, or whose service is quiet', async () => {
    const office = await desk.store.client.calendar.create({
      data: {
        ...{ id: asAdmin().newId(), name: 'Office', timeZone: 'Asia/Kolkata', week: workweek('09:00-17:00') },
        ...{ version: 1, createdAt: desk.clock.now(), updatedAt: desk.clock.now() },
      },
    });
    desk.bus.publish({ topic: 'directory' });
    const [ada, ben] = [desk.agent, desk.second].map(({ id }) => ({ who: 'person' as const, personId: id }));
    if (!ada || !ben) expect.fail('nobody');
    await go([
      { page: [ada], onlyIf: { hours: { calendarId: office.id, within: true } }, waitMinutes: 30 },
      { page: [ben], onlyIf: { busy: { alerts: 3, minutes: 10 } }, waitMinutes: 30 },
    ]);
    // Half past three in the afternoon there; an hour and a half later the office is closed.
    desk.clock.set(new Date('2026-01-05T10:00:00Z'));
    await fire({ dedupKey: 'a' });
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 0]);
    await acknowledgeAlert(asAgent(), await desk.last());
    desk.clock.set(new Date('2026-01-05T11:30:00Z'));
    await fire({ dedupKey: 'b' });
    await fire({ dedupKey: 'c' });
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 0]);
    await fire({ dedupKey: 'd' });
    expect([told(desk.agent), told(desk.second)]).toEqual([1, 1]);
  });

  test('that is changed holds for what comes then; what is under way goes on as it began', async () => {
    const policy = await go([
      { page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 5 },
      { page: [{ who: 'person', personId: desk.second.id }], waitMinutes: 5 },
    ]);
    await fire();
    await updateEscalationPolicy(asAdmin(), {
      id: policy.id,
      steps: [{ page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 5 }],
    });
    await later(5);
    expect(told(desk.second)).toBe(1);
  });

  test('goes on at once where nobody is there to be paged', async () => {
    const away = await desk.person({ roles: ['requester', 'agent'] });
    await go([
      { page: [{ who: 'person', personId: away.id }], waitMinutes: 60 },
      { page: [{ who: 'person', personId: desk.second.id }], waitMinutes: 5 },
    ]);
    await updatePerson(asAdmin(), { id: away.id, active: false });
    await fire();
    expect(told(desk.second)).toBe(1);
  });
});

describe('the plan', () => {
  const lines = async (...args: Parameters<typeof planPaging>) => {
    const { items, notes } = await planPaging(...args);
    return [
      ...items.map(
        ({ minute, person, conversation, via }) => `${minute} ${person?.name ?? conversation} ${via}`,
      ),
      ...notes,
    ];
  };

  test('says who would be paged, how and in which minute, and so it comes', async () => {
    const { id } = desk.service;
    expect(await lines(asAgent(), { id })).toEqual(['0 Ada web', '2 Ada email', '5 Ben web', '7 Ben email']);
    expect(await lines(asAgent(), { id, severity: 'info' })).toEqual(['0 Ada web', '5 Ben web']);
    await fire();
    for (let minute = 0; minute < 12; minute += 1) await later(1);
    const pages = await desk.store.client.page.findMany({
      include: { person: true },
      orderBy: { sentAt: 'asc' },
    });
    const begin = Date.parse('2026-01-05T09:00:00Z');
    expect(
      pages.map(
        ({ sentAt, person, channel }) =>
          `${((sentAt?.getTime() ?? 0) - begin) / MINUTE} ${person?.name} ${channel}`,
      ),
    ).toEqual(await lines(asAgent(), { id }));
  });

  test('says why nobody would be', async () => {
    const { id } = desk.service;
    await updatePerson(asAdmin(), { id: desk.second.id, active: false });
    expect(await lines(asAgent(), { id })).toEqual(['0 Ada web', '2 Ada email', 'Step 2 pages nobody.']);
    await updateService(asAdmin(), { id, escalationPolicyId: null });
    expect(await lines(asAgent(), { id })).toEqual(['It has no escalation policy: nobody is paged.']);
  });
});

describe('somebody’s ways', () => {
  test('are gone one after the other, as urgent as it is', async () => {
    await fire();
    expect(mail.calls).toHaveLength(0);
    await later(2);
    expect(mail.lines(desk.agent.email)).toEqual(['Critical: The disk is full']);
    await putPaging(asAgent(), {
      id: desk.agent.id,
      normal: [{ via: 'email', afterMinutes: 0 }],
      urgent: [{ via: 'web', afterMinutes: 0 }],
    });
    await fire({ dedupKey: 'slow', severity: 'warning' });
    expect(mail.lines(desk.agent.email)).toHaveLength(2);
    expect(told(desk.agent)).toBe(1);
  });

  test('that are not open to them make room for the next one at once', async () => {
    await putPaging(asAgent(), {
      id: desk.agent.id,
      normal: [{ via: 'slack', afterMinutes: 0 }],
      urgent: [
        { via: 'slack', afterMinutes: 0 },
        { via: 'email', afterMinutes: 60 },
      ],
    });
    await fire();
    expect(mail.lines(desk.agent.email)).toHaveLength(1);
    // Where no way is left that they have named, another one is taken.
    await fire({ dedupKey: 'slow', severity: 'info' });
    expect(mail.lines(desk.agent.email).length + told(desk.agent)).toBe(2);
  });

  test('are for themselves, an admin and who leads them to say', async () => {
    const rules = {
      normal: [{ via: 'web', afterMinutes: 0 }],
      urgent: [{ via: 'web', afterMinutes: 0 }],
    } as const;
    const put = (who: ActingPerson) =>
      outcome(
        putPaging(desk.ctxFor(who), {
          id: desk.agent.id,
          normal: [...rules.normal],
          urgent: [...rules.urgent],
        }),
      );
    const lead = await desk.person({ roles: ['agent'], teams: [desk.team], lead: true });
    expect(await put(desk.agent)).toBe('done');
    expect(await put(desk.admin)).toBe('done');
    expect(await put(lead)).toBe('done');
    expect(await put(desk.neighbour)).toBe('forbidden');
    expect(await put(desk.requester)).toBe('forbidden');
  });
});

describe('a platform', () => {
  test('that asks for a pause holds nobody up: the next way is taken at once, and this one later', async () => {
    web.fail('later', { retryAfter: 30 });
    await fire();
    expect(told(desk.agent)).toBe(0);
    expect(mail.lines(desk.agent.email)).toHaveLength(1);
    await later(0.5);
    expect(told(desk.agent)).toBe(1);
  });

  test('that refuses for good makes it visible, and the next step is taken when nobody could be told', async () => {
    web.fail('refused', { times: 1 });
    mail.fail('refused', { times: 1 });
    await fire();
    expect(told(desk.second)).toBe(1);
    const { pages } = await getAlert(asAgent(), await desk.last());
    expect(
      pages.filter(({ state }) => state === 'failed').map(({ via, error }) => `${via}: ${error}`),
    ).toEqual(['chat: the platform says refused', 'email: the platform says refused']);
  });

  test('whose answer is lost is asked before it is told again, if it can tell', async () => {
    web = recordingChannel({ finds: true });
    web.fail('lost');
    await fire();
    await later(1);
    expect(told(desk.agent)).toBe(1);
  });

  test('that is slow does not keep an acknowledgement from being shown', async () => {
    web.during = async () => {
      web.during = undefined;
      await acknowledgeAlert(asAgent(), await desk.last());
    };
    await fire();
    const { id } = await desk.last();
    expect(await getAlert(asAgent(), { id })).toMatchObject({ state: 'acknowledged' });
    expect(fact(desk.agent, 'State')).toBe('Acknowledged by Ada ·');
  });
});

describe('many', () => {
  test('workers at once page everybody once', async () => {
    const other = await desk.serviceBy(null);
    await takeEvents(desk.ctxFor('system'), other, []);
    for (let count = 0; count < 40; count += 1) await desk.say({ dedupKey: `disk ${count}` });
    await Promise.all(Array.from({ length: 4 }, () => desk.work(web, mail)));
    expect(told(desk.agent)).toBe(40);
    desk.clock.advance(5 * MINUTE);
    await Promise.all(Array.from({ length: 4 }, () => desk.work(web, mail)));
    expect([told(desk.agent), told(desk.second)]).toEqual([40, 40]);
  });

  test('clicks at once and a step that is just due end in one of them, and never in both', async () => {
    await fire();
    const { id } = await desk.last();
    desk.clock.advance(5 * MINUTE);
    await Promise.all([
      desk.work(web, mail),
      outcome(acknowledgeAlert(asAgent(), { id })),
      outcome(acknowledgeAlert(desk.ctxFor(desk.second), { id })),
      outcome(resolveAlert(desk.ctxFor(desk.second), { id })),
    ]);
    await desk.work(web, mail);
    const waiting = await desk.store.client.page.count({ where: { state: 'waiting' } });
    expect(waiting).toBe(0);
    expect(told(desk.second)).toBeLessThanOrEqual(1);
    expect(fact(desk.agent, 'State')).toMatch(/^(Acknowledged|Resolved) by/);
  });

  test('steps that fell due while the desk was down are taken within one round, each once', async () => {
    for (let count = 0; count < 30; count += 1) await fire({ dedupKey: `disk ${count}` });
    desk.clock.advance(15 * MINUTE);
    await desk.work(web, mail);
    expect(told(desk.second)).toBe(30);
    desk.clock.advance(SECOND);
    await desk.work(web, mail);
    expect(told(desk.second)).toBe(30);
  });
});
