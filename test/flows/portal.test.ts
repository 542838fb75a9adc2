import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { pressButton, sendMessage, submitForm } from '../../src/channels/web/portal.ts';
import { readMessages } from '../../src/channels/web/read.ts';
import { getTicket, listEntries } from '../../src/domain/tickets/get.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { deliverAll } from '../support/worker.ts';

let desk: Desk;
let requester: ActingPerson;
let agent: ActingPerson;
let asRequester: Ctx;
let asAgent: Ctx;
const uuid = () => crypto.randomUUID();

beforeAll(async () => {
  desk = await createDesk();
  requester = await desk.person({ name: 'Grace' });
  agent = await desk.person({ name: 'Ada', roles: ['requester', 'agent'], teams: [desk.team] });
  asRequester = desk.ctxFor(requester, 'web');
  asAgent = desk.ctxFor(agent, 'web');
});
afterAll(() => desk.close());

const deliver = () => deliverAll(desk, createWebChannel(desk));
const thread = async (id: string) => (await readMessages(asRequester, { thread: id })).items;

describe('a message in the portal', () => {
  test('becomes a ticket whose requester gets a card, is answered there, and can say that it is solved', async () => {
    const sent = await sendMessage(asRequester, {
      delivery: uuid(),
      text: 'Hi team, my laptop does not start.',
    });
    expect(sent.ticket).toBe('REQ-1');
    await deliver();
    let messages = await thread(sent.thread);
    expect(messages.map((message) => message.card?.title ?? message.text)).toEqual([
      'Hi team, my laptop does not start.',
      'REQ-1 · My laptop does not start',
    ]);

    await replyToTicket(asAgent, { number: 'REQ-1', body: 'Does the light blink?' });
    await deliver();
    messages = await thread(sent.thread);
    expect(messages.at(-1)).toMatchObject({ author: { name: 'Ada' }, text: 'Does the light blink?' });

    await sendMessage(asRequester, { delivery: uuid(), thread: sent.thread, text: 'Yes, it does.' });
    const entries = await listEntries(asAgent, { number: 'REQ-1', limit: 50 });
    expect(entries.items.filter((entry) => entry.kind === 'reply').map((entry) => entry.body)).toEqual([
      'Hi team, my laptop does not start.',
      'Does the light blink?',
      'Yes, it does.',
    ]);

    await resolveTicket(asAgent, { number: 'REQ-1', resolution: 'New power supply.' });
    await deliver();
    messages = await thread(sent.thread);
    const card = messages.find((message) => message.card)?.card;
    expect(card?.tone).toBe('good');
    const buttons = card?.blocks.flatMap((block) => (block.type === 'actions' ? block.buttons : [])) ?? [];
    expect(buttons.map((button) => button.label)).toEqual(['Reopen', 'Rate the help']);
    expect(messages.filter((message) => message.card)).toHaveLength(1);

    const cardMessage = messages.find((message) => message.card);
    const rate = buttons[1];
    const asked = await pressButton(asRequester, {
      delivery: uuid(),
      message: cardMessage?.id ?? '',
      action: rate?.action ?? '',
      value: rate?.value ?? '',
    });
    expect(asked.answer.type).toBe('form');
    await submitForm(asRequester, {
      delivery: uuid(),
      action: 'rate',
      value: rate?.value ?? '',
      fields: { score: '4', comment: 'Quick' },
    });
    expect((await getTicket(asAgent, { number: 'REQ-1' })).rating).toMatchObject({
      score: 4,
      comment: 'Quick',
    });
  });
});
