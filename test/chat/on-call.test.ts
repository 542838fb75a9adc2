import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { accountOf, fresh, message, send } from './inbound.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
  const { client } = cast.store;
  const team = await client.team.findFirstOrThrow();
  await client.person.update({ where: { id: cast.agent.id }, data: { timeZone: 'Europe/Berlin' } });
  await createSchedule(cast.ctxFor('system'), {
    ...{ name: 'Primary', teamId: team.id, timeZone: 'Europe/Berlin' },
    layers: [
      {
        ...{ name: 'All', start: '2020-01-01T09:00', every: { count: 1, unit: 'weeks' } },
        turns: [[cast.agent.id]],
      },
    ],
  });
  const policy = await client.escalationPolicy.create({
    data: {
      ...{ id: cast.ctxFor('system').newId(), name: 'Page Ada', repeat: 0 },
      ...{ createdAt: new Date(), updatedAt: new Date() },
      steps: [
        {
          page: [{ who: 'person', personId: cast.agent.id }],
          waitMinutes: 5,
          onlyIf: { hours: null, busy: null },
        },
      ],
    },
  });
  await client.service.create({
    data: {
      ...{ id: cast.ctxFor('system').newId(), name: 'Web shop', teamId: team.id },
      ...{ escalationPolicyId: policy.id, createdAt: new Date(), updatedAt: new Date() },
    },
  });
});
afterAll(() => cast.close());

describe.each(['web', 'slack', 'teams'])('on %s', (channel) => {
  const agent = () => accountOf({ ...cast.agent, timeZone: 'Europe/Berlin', teamIds: [] });
  const command = async (text: string, who = agent()) =>
    (await send(cast, who, { type: 'command', text }, { channel })).answer;
  const write = async (text: string, who = agent()) =>
    (await send(cast, who, message(text), { ...{ channel, conversation: fresh('direct'), direct: true } }))
      .answer;

  test('an agent asks who is on call, by command or message', async () => {
    for (const say of [command, write]) {
      for (const text of ['oncall', 'On call', '/oncall']) {
        expect(await say(text)).toMatchObject({
          type: 'said',
          text: `Primary · now: ${cast.agent.name}`,
        });
      }
    }
    expect(await cast.store.client.ticket.count()).toBe(0);
  });

  test('for all teams, whichever the reader is in', async () => {
    const elsewhere = accountOf({ ...cast.agent, teamIds: [cast.ctxFor('system').newId()] });
    expect(await command('oncall', elsewhere)).toMatchObject({
      text: 'There is no on-call schedule of your teams.',
    });
    expect(await command('oncall all', elsewhere)).toMatchObject({
      text: `Primary · now: ${cast.agent.name}`,
    });
  });

  test('an agent asks who would be paged, at a time of their own zone', async () => {
    for (const say of [command, write]) {
      const answer = await say('/whopages web SHOP 2030-07-01 09:00');
      expect(answer).toMatchObject({
        type: 'said',
        text: expect.stringMatching(
          /^A critical alert of Web shop at Mon.? 1 Jul.? 09:00 (CEST|GMT\+2) that/,
        ),
      });
      expect(answer).toMatchObject({
        text: expect.stringContaining(`(+0 min) · step 1 · ${cast.agent.name} by `),
      });
      expect(await say('whopages Nowhere')).toMatchObject({
        text: expect.stringMatching(/^There is no service called Nowhere/),
      });
      for (const text of ['whopages', 'whopages Web shop 2030-02-31 09:00']) {
        expect(await say(text)).toMatchObject({ text: expect.stringMatching(/^Write “whopages”/) });
      }
    }
    expect(await cast.store.client.ticket.count()).toBe(0);
  });

  test('others are told that only agents see it', async () => {
    for (const who of [cast.requester, cast.guest]) {
      for (const text of ['oncall', 'whopages Web shop']) {
        expect(await command(text, accountOf(who))).toMatchObject({
          text: 'Only agents see who is on call.',
        });
      }
    }
    expect(await cast.store.client.ticket.count()).toBe(0);
  });
});
