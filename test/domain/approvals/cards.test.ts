import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinIdentity } from '../../../src/domain/people/identities.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval-desk.ts';

let desk: ApprovalDesk;
let ann: ActingPerson;
beforeAll(async () => {
  desk = await createApprovalDesk();
  ann = await desk.person({ name: 'Ann', email: 'ann@example.com' });
  const account = { id: ann.id, channel: 'slack', externalId: 'T1:U1' };
  await joinIdentity(desk.ctxFor('system'), account);
});
afterAll(() => desk.close());

const ask = async () => desk.ask((await desk.policy([[[ann], { need: 'any' }]])).id);
const channels = () => ({
  slack: recordingChannel({ name: 'slack' }),
  email: recordingChannel({ name: 'email', can: { edit: false } }),
});
const SLACK = 'direct:T1:U1';
const MAIL = 'ann@example.com';

test('who has a chat is asked there, and nowhere else', async () => {
  const { slack, email } = channels();
  const { id } = await ask();
  await deliverAll(desk, slack, email);
  expect([slack.shown(SLACK).length, email.calls.length]).toEqual([1, 0]);
  await desk.vote(ann, id, 'approve');
  await deliverAll(desk, slack, email);
  expect(slack.lines(SLACK)).toEqual([expect.stringMatching(/^Approved: REQ-\d+ · New firewall rule$/)]);
});

test('who cannot be asked there is asked at another place, by a link', async () => {
  const { slack, email } = channels();
  slack.fail('refused', { times: 1 });
  const { id } = await ask();
  await deliverAll(desk, slack, email);
  expect(slack.shown(SLACK)).toEqual([]);
  const [mail] = email.shown(MAIL);
  expect(JSON.stringify(mail?.content)).toContain(`/approvals/${id}`);
  expect(await desk.cards(id)).toEqual(['1 Ann email']);
});

test('what was decided before anybody was asked is not asked any more', async () => {
  const { slack, email } = channels();
  const { id } = await ask();
  await desk.vote(ann, id, 'reject');
  await deliverAll(desk, slack, email);
  expect(slack.calls).toEqual([]);
});

test.each([{ finds: true }, { recognisesKeys: true }])(
  'a card that may have arrived stands there once, and says what is true: %j',
  async (how) => {
    const slack = recordingChannel({ name: 'slack', ...how });
    const { id } = await ask();
    slack.fail('lost', { times: 1, when: ({ kind }) => kind === 'post' });
    await deliverAll(desk, slack);
    await desk.vote(ann, id, 'approve');
    desk.clock.advance(MINUTE);
    await deliverAll(desk, slack);
    expect(slack.lines(SLACK)).toEqual([expect.stringMatching(/^Approved: /)]);
  },
);
