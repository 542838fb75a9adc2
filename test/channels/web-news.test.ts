import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { pressButton } from '../../src/channels/web/portal.ts';
import { readNews } from '../../src/channels/web/read.ts';
import { getAlert } from '../../src/domain/alerts/list.ts';
import { notify } from '../../src/domain/people/notify.ts';
import { DAY } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { deliverAll } from '../support/worker.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent, 'web');
const deliver = async () => {
  const web = createWebChannel(desk);
  await deliverAll(desk, web);
  await desk.work(web);
};
const titles = async (who = desk.agent) =>
  (await readNews(desk.ctxFor(who, 'web'))).items.map(({ card }) => card?.title);

test('what the desk tells somebody in the portal stands there for them alone, newest first, for two weeks', async () => {
  const number = await desk.open({ by: desk.agent });
  await notify(desk.ctxFor('system'), [
    {
      personId: desk.agent.id,
      ticketId: (await desk.row(number)).id,
      kind: 'rule',
      data: { text: 'Look at this.' },
    },
  ]);
  await deliver();
  // The card of what they asked for stands with their request.
  expect(await titles()).toEqual([`${number} needs you`]);
  desk.clock.advance(DAY);
  await desk.say();
  await deliver();
  expect(await titles()).toEqual(['Critical: The disk is full', `${number} needs you`]);
  expect(await titles(desk.second)).toEqual([]);
  desk.clock.advance(13 * DAY + 1);
  expect(await titles()).toEqual(['Critical: The disk is full']);
});

test('an alert is acknowledged there, and its card says so', async () => {
  await desk.say();
  await deliver();
  const [message] = (await readNews(asAgent())).items;
  const { answer } = await pressButton(asAgent(), {
    ...{ delivery: crypto.randomUUID(), message: message?.id ?? '' },
    ...{ action: 'alert_acknowledge', value: (await desk.last()).id },
  });
  expect(answer).toEqual({ type: 'said', text: 'It is yours now. Nobody else is paged.' });
  expect(await getAlert(asAgent(), await desk.last())).toMatchObject({ acknowledgedBy: { name: 'Ada' } });
  await deliver();
  const [after] = (await readNews(asAgent())).items;
  expect(JSON.stringify(after?.card)).toContain('Acknowledged by Ada');
});
