import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { accountOf, message, send } from './inbound.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

const availability = async () =>
  (await cast.store.client.person.findUniqueOrThrow({ where: { id: cast.agent.id } })).availability;
const asAgent = () => accountOf(cast.agent);

describe.each(['web', 'slack', 'teams'])('on %s', (channel) => {
  const command = async (text: string, who = asAgent()) =>
    (await send(cast, who, { type: 'command', text }, { channel })).answer;
  const write = async (text: string, who = asAgent()) =>
    (await send(cast, who, message(text), { channel })).answer;

  test.each([
    ['away', 'away'],
    ['available', 'available'],
    ['Away  Hand back ', 'handing_back'],
    ['back', 'available'],
    ['hand back', 'handing_back'],
  ] as const)('an agent says “%s” by command or message', async (text, wanted) => {
    for (const say of [command, write]) {
      await cast.store.client.person.update({
        where: { id: cast.agent.id },
        data: { availability: wanted === 'away' ? 'available' : 'away' },
      });
      const answer = await say(text);
      expect(answer).toMatchObject({ type: 'said', text: expect.stringMatching(/^You are a(way|vailable)/) });
      expect(await availability()).toBe(wanted);
    }
    expect(await cast.store.client.ticket.count()).toBe(0);
  });

  test('others are told kindly that they need not, and it becomes no ticket', async () => {
    for (const who of [cast.requester, cast.guest]) {
      for (const text of ['away', 'available', 'hand back']) {
        expect(await command(text, accountOf(who))).toMatchObject({
          type: 'said',
          text: 'Only agents say whether they are there. You need not: whatever you ask for is answered.',
        });
      }
    }
    expect(await cast.store.client.ticket.count()).toBe(0);
  });

  test('the help tells agents of it, and nobody else', async () => {
    expect(await command('help')).toMatchObject({ text: expect.stringContaining('“away hand back”') });
    expect(await command('help', accountOf(cast.requester))).not.toMatchObject({
      text: expect.stringContaining('away'),
    });
  });
});

test('a repeat that comes late does not send away who is back', async () => {
  const say = (text: string, delivery: string) =>
    send(cast, asAgent(), { type: 'command', text }, { delivery });
  await say('away', 'first');
  await say('back', 'second');
  await say('away', 'first');
  expect(await availability()).toBe('available');
});

test('words around it make it a request', async () => {
  const { ticket } = await send(cast, accountOf(cast.requester), message('I am away tomorrow'));
  expect(ticket).toBe('REQ-1');
});
