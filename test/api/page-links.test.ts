import { afterEach, beforeEach, expect, test } from 'vitest';
import { getAlert } from '../../src/domain/alerts/list.ts';
import { pageLinkUrl } from '../../src/domain/escalation/link.ts';
import { putPaging } from '../../src/domain/escalation/paging.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { recordingChannel } from '../support/recording-channel.ts';
import { type ApiServer, LINK_KEY, startServer } from '../support/server.ts';

let desk: AlertDesk;
let server: ApiServer;
let path: string;

beforeEach(async () => {
  desk = await createAlertDesk();
  server = await startServer(desk);
  const all = [{ via: 'email' as const, afterMinutes: 0 }];
  await putPaging(desk.ctxFor(desk.agent), { id: desk.agent.id, urgent: all, normal: all });
  const mail = recordingChannel({ name: 'email', can: { edit: false } });
  await desk.say({ summary: 'The <b>disk</b> is full' });
  await desk.work(mail);
  const [sent] = mail.calls.map(({ content }) => content);
  path = new URL((sent?.type === 'card' && sent.answer?.url) || expect.fail('no link')).pathname;
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const get = (at = path) => fetch(server.url + at);
const press = (verb: string, at = path) =>
  fetch(`${server.url}${at}/${verb}`, { method: 'POST', redirect: 'manual' });
const alert = async () => getAlert(desk.ctxFor(desk.agent), await desk.last());

test('opening the link shows the alert and changes nothing', async () => {
  const response = await get();
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  const page = await response.text();
  expect(page).toContain('The &lt;b&gt;disk&lt;/b&gt; is full');
  expect(page).toContain('Nobody has answered yet');
  await fetch(server.url + path, { method: 'HEAD' });
  expect((await alert()).state).toBe('triggered');
});

test('its buttons answer as who was paged, as often as they are pressed', async () => {
  for (let times = 0; times < 2; times += 1) expect((await press('acknowledge')).status).toBe(303);
  expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Ada' } });
  expect(await (await get()).text()).toContain('Acknowledged by Ada');
  await press('resolve');
  await press('acknowledge');
  expect(await alert()).toMatchObject({ state: 'resolved', resolvedBy: { name: 'Ada' } });
  expect(await (await get()).text()).not.toContain('<button>');
});

test('it ends after four hours, and with its person', async () => {
  desk.clock.advance(4 * HOUR - 1);
  expect((await get()).status).toBe(200);
  desk.clock.advance(1);
  expect((await get()).status).toBe(404);
  await press('acknowledge');
  expect((await alert()).state).toBe('triggered');
});

test('it cannot be made up, nor used for anything else', async () => {
  const last = path.endsWith('A') ? 'B' : 'A';
  for (const other of [path.slice(0, -1) + last, `${path}A`, path.slice(0, -1), '/p/nonsense']) {
    expect((await get(other)).status, other).toBe(404);
    await press('acknowledge', other);
  }
  const { id } = await desk.store.client.page.findFirstOrThrow();
  const forged = new URL(pageLinkUrl('https://desk.example.com', Buffer.alloc(32, 9), id)).pathname;
  expect((await get(forged)).status).toBe(404);
  expect(new URL(pageLinkUrl('https://desk.example.com', LINK_KEY, id)).pathname).toBe(path);
  expect((await press('escalate')).status).toBe(404);
  expect((await alert()).state).toBe('triggered');
  await desk.store.client.person.update({ where: { id: desk.agent.id }, data: { active: false } });
  expect((await get()).status).toBe(404);
});
