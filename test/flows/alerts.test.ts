import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPages } from '../../src/chat/pages.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { addIntegration } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { escalate } from '../../src/jobs/page.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { sourceRoutes } from '../../src/sources/routes.ts';
import { createSlackScene, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { type ApiServer, startServer } from '../support/server.ts';
import type { Person } from '../support/slack/person.ts';
import { shownText } from '../support/slack/render.ts';

/**
 * The shop is slow at nine in the morning. Ada is paged first; five minutes later Nils is, and #triage. Each test goes
 * on where the last one ended.
 */
let scene: SlackScene;
let server: ApiServer;
let hook: string;
const payload = JSON.parse(
  readFileSync(join(import.meta.dirname, '../sources/payloads/alertmanager.json'), 'utf8'),
);

beforeAll(async () => {
  scene = await createSlackScene();
  const { desk, ada, nils, agent } = scene;
  server = await startServer(desk, { platformRoutes: [sourceRoutes(desk)] });
  // The desk has met both of them.
  for (const who of [ada, nils]) await scene.say(who, who.dm(), 'hello');
  await scene.deliver();
  const other = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nils' } });
  const admin = desk.ctxFor(await desk.person({ roles: ['requester', 'admin'] }));
  const policy = await createEscalationPolicy(admin, {
    name: 'Shop',
    steps: [
      { page: [{ who: 'person', personId: agent.id }], waitMinutes: 5 },
      {
        page: [
          { who: 'person', personId: other.id },
          { who: 'conversation', channel: 'slack', conversation: `T1:${TRIAGE}` },
        ],
        waitMinutes: 5,
      },
    ],
  });
  const service = await createService(admin, {
    ...{ name: 'Shop', teamId: desk.team.id, escalationPolicyId: policy.id },
  });
  const { key } = await addIntegration(admin, { id: service.id, name: 'Prometheus', source: 'alertmanager' });
  hook = `${server.url}/hooks/alertmanager/${key}`;
});
afterAll(async () => {
  await server?.close();
  await scene?.close();
});

const alertmanagerSays = async (status: 'firing' | 'resolved') => {
  const [alert] = payload.alerts;
  const body = JSON.stringify({ ...payload, alerts: [{ ...alert, status }] });
  const response = await fetch(hook, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(202);
  await paged();
};
async function paged(): Promise<void> {
  const ctx = scene.desk.ctxFor('system');
  const deps = {
    channels: new Map([['slack', scene.channel]]),
    publicUrl: () => 'https://desk.example.com',
    linkKey: Buffer.alloc(32, 3),
  };
  while ((await escalate(ctx)) + (await sendPages(ctx, deps)) > 0);
}
const minutesLater = async (minutes: number) => {
  scene.desk.clock.advance(minutes * MINUTE);
  await paged();
};
const cardsOf = (place: string) =>
  scene.cards(place).filter((card) => shownText(card).includes('p99 of checkout is above 2 s'));
const cardOf = (place: string) => cardsOf(place).at(-1);
const textOf = (place: string) => shownText(cardOf(place) ?? expect.fail(`no card in ${place}`));
const dms = (...people: Person[]) => people.map((who) => cardsOf(who.dm()).length);

test('whoever is first is paged at once, with what is wrong and where to look', async () => {
  await alertmanagerSays('firing');
  const { ada, nils } = scene;
  expect(dms(ada, nils)).toEqual([1, 0]);
  expect(textOf(ada.dm())).toMatch(/Critical: p99 of checkout is above 2 s/);
  expect(textOf(ada.dm())).toMatch(/Nobody has answered yet/);
  expect(JSON.stringify(cardOf(ada.dm()))).toContain('https://runbooks.example.com/latency');
});

test('that it still fires pages nobody again', async () => {
  await alertmanagerSays('firing');
  await minutesLater(0.1);
  expect(dms(scene.ada, scene.nils)).toEqual([1, 0]);
  expect(textOf(scene.ada.dm())).toMatch(/Count\n?:? ?2/);
});

test('if nobody answers in five minutes, the second is paged, and the team sees it', async () => {
  await minutesLater(5);
  expect(dms(scene.ada, scene.nils)).toEqual([1, 1]);
  expect(textOf(TRIAGE)).toMatch(/Nobody has answered yet/);
});

test('who acknowledges has it, wherever they click; every card says so, and nobody else is paged', async () => {
  const { ada, nils } = scene;
  await scene.press(nils, cardOf(TRIAGE), 'alert_acknowledge');
  await paged();
  for (const place of [ada.dm(), nils.dm(), TRIAGE]) {
    expect(textOf(place)).toMatch(/Acknowledged by Nils/);
    expect(cardsOf(place)).toHaveLength(1);
  }
  await minutesLater(60);
  expect(dms(ada, nils)).toEqual([1, 1]);
});

test('who asks for help has no say in it', async () => {
  const { grace } = scene;
  await scene.heard(grace.join(TRIAGE));
  await scene.press(grace, cardOf(TRIAGE), 'alert_resolve');
  await paged();
  expect(scene.told(grace, TRIAGE).at(-1)).toMatch(/Only agents and admins may do this/);
  expect(textOf(TRIAGE)).toMatch(/Acknowledged by Nils/);
});

test('who silences it is told until when, wherever they click, and can end that; a ticket is made once', async () => {
  const { ada, nils } = scene;
  await scene.press(ada, cardOf(ada.dm()), 'alert_silence');
  await paged();
  for (const place of [ada.dm(), nils.dm(), TRIAGE]) expect(textOf(place)).toMatch(/Pages nobody until/);
  await scene.press(nils, cardOf(TRIAGE), 'alert_unsilence');
  await paged();
  expect(textOf(ada.dm())).not.toMatch(/Pages nobody until/);
  const before = cardOf(ada.dm());
  await scene.press(ada, before, 'alert_ticket');
  await scene.press(ada, before, 'alert_ticket');
  await paged();
  const { ticket } = await scene.desk.store.client.alert.findFirstOrThrow({ include: { ticket: true } });
  expect(await scene.desk.store.client.ticket.count({ where: { title: ticket?.title } })).toBe(1);
  for (const place of [nils.dm(), TRIAGE]) expect(textOf(place)).toContain(`Ticket ${ticket?.number}`);
});

test('once it is over, the cards say so and have nothing more to press', async () => {
  await alertmanagerSays('resolved');
  const { ada, nils } = scene;
  for (const place of [ada.dm(), nils.dm(), TRIAGE]) {
    expect(textOf(place)).toMatch(/Resolved by its source/);
    expect(JSON.stringify(cardOf(place))).not.toContain('alert_');
  }
});

test('and if it comes back, it is something new', async () => {
  await alertmanagerSays('firing');
  expect(dms(scene.ada, scene.nils)).toEqual([2, 1]);
});
