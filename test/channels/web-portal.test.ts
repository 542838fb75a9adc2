import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webRoutes } from '../../src/channels/web/routes.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';

let desk: Desk;
let grace: ActingPerson;
let other: ActingPerson;
beforeAll(async () => {
  desk = await createDesk();
  grace = await desk.person({ name: 'Grace' });
  other = await desk.person({ name: 'Linus' });
});
afterAll(() => desk.close());
const as = (person: ActingPerson) => desk.ctxFor(person, 'web');
const uuid = () => crypto.randomUUID();

describe('a message’s id in the portal', () => {
  test('cannot be used for another message, by nobody', async () => {
    const delivery = uuid();
    await webRoutes.send(as(grace), { delivery, text: 'My badge is lost' });
    const again = { delivery, text: 'Not the same' };
    await expect(webRoutes.send(as(other), again)).rejects.toMatchObject({ code: 'conflict' });
    const elsewhere = await webRoutes.send(as(grace), { delivery: uuid(), text: 'My key is lost' });
    await expect(
      webRoutes.send(as(grace), { delivery, thread: elsewhere.thread, text: 'My badge is lost' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await webRoutes.tickets(as(other), {})).items).toHaveLength(0);
  });

  test('is refused when it is none', async () => {
    await expect(webRoutes.deleteMessage(as(grace), { id: 'x' })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a conversation in the portal', () => {
  test('is read and written by its person alone', async () => {
    const { message, thread } = await webRoutes.send(as(grace), { delivery: uuid(), text: 'A secret' });
    const foreign = { conversation: `direct:${grace.id}` };
    await expect(webRoutes.messages(as(other), foreign)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      webRoutes.send(as(other), { ...foreign, delivery: uuid(), thread, text: 'Me too' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      webRoutes.send(as(other), { delivery: uuid(), thread, text: 'Me too' }),
    ).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(webRoutes.editMessage(as(other), { id: message, text: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(webRoutes.deleteMessage(as(other), { id: message })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
