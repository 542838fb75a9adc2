import { expect } from 'vitest';
import { getTicket } from '../../src/domain/tickets/get.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import type { Desk } from '../support/desk.ts';
import type { DeskRecord } from '../support/record.ts';

type Scene = Pick<DeskRecord, 'tickets'> & { desk: Desk; agent: ActingPerson; deliver(): Promise<void> };

/** The one ticket that this makes, once it has been told of. */
export async function ticketMadeBy(scene: Scene, doing: () => Promise<unknown>) {
  const before = await scene.tickets();
  await doing();
  const [made, ...more] = (await scene.tickets()).slice(before.length);
  expect(more).toEqual([]);
  const { number } = made ?? expect.fail('no ticket was made');
  await scene.deliver();
  return getTicket(scene.desk.ctxFor(scene.agent), { number });
}
