import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { page } from '../../src/contract/common.ts';
import type { Mark } from '../../src/contract/marks.ts';
import { WebMessage } from '../../src/contract/portal.ts';
import { Entry } from '../../src/contract/tickets.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { editEntry } from '../../src/domain/tickets/edit-entry.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let grace: ActingPerson;
let asGrace: Credentials;
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk, { webRoutes });
  grace = await desk.person({ name: 'Grace' });
  asGrace = await server.signIn(grace);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const MARKS: Mark[] = [{ type: 'bold', at: 3, length: 4 }];

test('the timeline tells how what somebody wrote in a chat looks, until it is edited elsewhere', async () => {
  const agent = await desk.person({ roles: ['agent'], teams: [desk.team] });
  const opened = await openTicket(desk.ctxFor(grace), { title: 'Smoke', description: 'It smokes.' });
  const { number = '' } = opened ?? {};
  const intake = { delivery: 'one', marks: MARKS };
  const reply = await replyToTicket(desk.ctxFor(agent, 'slack'), { number, body: 'Do stop it.' }, intake);
  const entries = async () => {
    const { body } = await server.call('GET', `/tickets/${number}/entries`, { as: asGrace });
    return page(Entry)
      .parse(body)
      .items.map(({ body, marks }) => ({ body, marks }));
  };
  expect(await entries()).toEqual([
    { body: 'It smokes.', marks: [] },
    { body: 'Do stop it.', marks: MARKS },
  ]);
  await editEntry(desk.ctxFor(agent), { id: reply?.entryId ?? '', body: 'Do not.' });
  expect((await entries()).at(-1)).toEqual({ body: 'Do not.', marks: [] });
});

test('a message in the portal tells how what came from a chat looks', async () => {
  const conversation = directConversation(grace.id);
  const said = { type: 'said', author: null, edited: false, internal: false } as const;
  const channel = createWebChannel(desk);
  for (const marks of [MARKS, undefined]) {
    const message = { ...said, text: 'Do stop it.', attachments: [], ...(marks ? { marks } : {}) };
    await channel.post({ conversation, thread: null }, message, crypto.randomUUID());
  }
  const own = { delivery: crypto.randomUUID(), text: 'It *smokes*.' };
  await server.call('POST', '/portal/messages', { as: asGrace, body: own });
  const { body } = await server.call('GET', '/portal/messages', { as: asGrace });
  const { items } = page(WebMessage).parse(body);
  expect(items.map(({ text, marks }) => ({ text, marks }))).toEqual([
    { text: 'Do stop it.', marks: MARKS },
    { text: 'Do stop it.', marks: [] },
    { text: 'It *smokes*.', marks: [] },
  ]);
});
