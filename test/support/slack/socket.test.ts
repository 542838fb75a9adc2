import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Scene, startScene } from './small-app.ts';

type Envelope = {
  type: string;
  envelope_id?: string;
  reason?: string;
  retry_attempt?: number;
  payload?: unknown;
};
type Client = { socket: WebSocket; heard: Envelope[]; next(): Promise<Envelope>; ended: Promise<unknown> };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.slack.close());

async function connect(): Promise<Client> {
  const { url } = await scene.call('apps.connections.open', {}, { token: scene.workspace.appToken ?? '' });
  const socket = new WebSocket(String(url));
  const heard: Envelope[] = [];
  const waiting: ((one: Envelope) => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    const envelope: Envelope = JSON.parse(String(data));
    const next = waiting.shift();
    if (next) next(envelope);
    else heard.push(envelope);
  });
  const client: Client = {
    socket,
    heard,
    next: () => {
      const first = heard.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    ended: new Promise((resolve) => socket.addEventListener('close', resolve)),
  };
  expect(await client.next()).toMatchObject({ type: 'hello' });
  return client;
}

it('sends each envelope to one connection, and waits for its acknowledgement', async () => {
  const { alice, clock, slack } = scene;
  const clients = [await connect(), await connect()];
  expect(await slack.socket.ping()).toBe(2);
  const said = [alice.say('C1', 'a'), alice.say('C1', 'x'.repeat(70_000))];
  for (const client of clients) {
    const { envelope_id, type, payload } = await client.next();
    expect(type).toBe('events_api');
    expect(payload).toMatchObject({ type: 'event_callback', event: { type: 'message' } });
    clock.advance(2000);
    client.socket.send(JSON.stringify({ envelope_id }));
    await said.shift()?.answers;
  }
  expect(clients.map((one) => one.heard)).toEqual([[], []]);
  const answers = await Promise.all(slack.deliveries.map((one) => one.answer));
  expect(answers).toMatchObject([
    { status: 200, ms: 2000, late: false },
    { status: 200, ms: 4000, late: true },
  ]);
});

it('takes what is to be shown with the acknowledgement', async () => {
  const { alice } = scene;
  const client = await connect();
  const command = alice.command('/ticket', 'list', 'C1');
  const { envelope_id, type } = await client.next();
  expect(type).toBe('slash_commands');
  client.socket.send(JSON.stringify({ envelope_id, payload: { text: 'None' } }));
  await command.answer;
  expect(alice.ephemerals('C1')).toMatchObject([{ text: 'None' }]);
});

it('says when it ends a connection; what was under way there is not acknowledged, and comes again', async () => {
  const { alice, slack } = scene;
  const old = await connect();
  const said = alice.say('C1', 'a');
  await old.next();
  slack.socket.disconnect('refresh_requested', false);
  expect(await old.next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
  const fresh = await connect();
  old.socket.close();
  await old.ended;
  expect(await said.answers).toMatchObject([{ status: 0, error: 'the connection was closed' }]);
  const again = said.deliveries[0]?.retry({ reason: 'timeout' });
  const envelope = await fresh.next();
  expect(envelope).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
  fresh.socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  expect(await again?.answer).toMatchObject({ status: 200 });
  slack.socket.drop();
  await fresh.ended;
  expect(slack.socket.open()).toBe(0);
});
