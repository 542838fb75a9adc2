import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDesk, type Desk } from '../support/desk.ts';
import type { Orders } from './child.ts';
import type { Point } from './mortal.ts';
import { type Platform, startPlatform } from './platform.ts';
import { run } from './run.ts';

let desk: Desk;
let platform: Platform;
beforeAll(async () => {
  desk = await createDesk();
});
afterAll(async () => {
  await desk.close();
});

/** One message with a process that dies at `point`; then another process, later, to which the platform repeats it. */
async function killedAt(point: Point, findable: boolean) {
  platform = await startPlatform();
  const account = crypto.randomUUID();
  const message = {
    delivery: `message of ${account}`,
    text: `The lift is stuck (${account})`,
    account,
    email: `${account}@example.com`,
  };
  const databaseUrl = desk.store.url;
  const orders = { databaseUrl, platformUrl: platform.url, findable, message };
  const live = (point: Point, now: string) =>
    run('child.ts', { ...orders, point, now } satisfies Orders).ended;
  const first = await live(point, '2026-01-05T09:00:00Z');
  expect(first).toMatchObject({ signal: 'SIGKILL', errors: '' });
  // A minute later every lease of the dead process has run out.
  const second = await live('never', '2026-01-05T09:01:00Z');
  expect(second).toMatchObject({ signal: null, errors: '' });
  platform.close();
  const tickets = await desk.store.client.ticket.findMany({ where: { description: message.text } });
  const waiting = await desk.store.client.notice.count({ where: { state: { in: ['pending', 'sending'] } } });
  return { tickets, posts: platform.posts, waiting };
}

describe('a process that is killed', () => {
  for (const point of ['before commit', 'after commit', 'before send'] as const) {
    test(`${point} loses nothing and doubles nothing`, async () => {
      const { tickets, posts, waiting } = await killedAt(point, false);
      expect(tickets).toHaveLength(1);
      expect(posts).toHaveLength(1);
      expect(waiting).toBe(0);
    });
  }

  for (const point of ['after send', 'before mark'] as const) {
    test(`${point} doubles at most the one message in doubt`, async () => {
      const { tickets, posts, waiting } = await killedAt(point, false);
      expect(tickets).toHaveLength(1);
      expect(posts).toHaveLength(2);
      expect(new Set(posts.map((post) => post.key)).size).toBe(1);
      expect(waiting).toBe(0);
    });

    test(`${point} doubles nothing where the platform can be asked`, async () => {
      const { tickets, posts, waiting } = await killedAt(point, true);
      expect(tickets).toHaveLength(1);
      expect(posts).toHaveLength(1);
      expect(waiting).toBe(0);
    });
  }
});
