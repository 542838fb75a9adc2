import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import type { Fate } from './mortal.ts';
import type { PageOrders } from './page-child.ts';
import { startPlatform } from './platform.ts';
import { run } from './run.ts';

let desk: AlertDesk;
beforeAll(async () => {
  desk = await createAlertDesk();
});
afterAll(() => desk?.close());

/** An alert with a process that dies; then another process, a minute later, to which the source repeats it. */
async function killed(fate: Fate, findable: boolean) {
  const platform = await startPlatform();
  const dedupKey = crypto.randomUUID();
  const live = (fate: Fate, now: string) => {
    const orders: PageOrders = {
      ...{ ...fate, now, findable, dedupKey, key: desk.key },
      ...{ databaseUrl: desk.store.url, platformUrl: platform.url },
    };
    return run('page-child.ts', orders).ended;
  };
  const first = await live(fate, '2026-01-05T09:00:00Z');
  expect(first).toMatchObject({ signal: 'SIGKILL', errors: '' });
  const acknowledged = platform.acknowledged;
  // Every lease of the dead process has run out.
  const second = await live({ point: 'never' }, '2026-01-05T09:01:00Z');
  expect(second).toMatchObject({ signal: null, errors: '' });
  platform.close();
  const alerts = await desk.store.client.alert.findMany({ where: { dedupKey } });
  const pages = await desk.store.client.page.findMany({
    where: { alertId: { in: alerts.map(({ id }) => id) }, via: 'chat' },
  });
  return { alerts, pages, posts: platform.posts, acknowledged };
}

const commits = ['before commit', 'after commit'] as const;
test.each([
  ...commits.flatMap((point) => [0, 1, 2].map((spared) => ({ point, spared }))),
  { point: 'before send' as const },
])('killed %j, the alert pages its first one exactly once', async (fate) => {
  const { alerts, pages, posts, acknowledged } = await killed(fate, false);
  expect(alerts).toHaveLength(1);
  expect(pages).toMatchObject([{ state: 'sent', personId: desk.agent.id }]);
  expect(posts).toHaveLength(1);
  // What was acknowledged was there to be acknowledged.
  if (acknowledged > 0) expect(alerts[0]?.count).toBe(2);
});

test.each(['after send', 'before mark'] as const)(
  'killed %s, where nobody knows whether it was sent, it is looked for; where it cannot be, it is sent once more',
  async (point) => {
    for (const findable of [true, false]) {
      const { alerts, pages, posts } = await killed({ point }, findable);
      expect(alerts).toHaveLength(1);
      expect(pages).toMatchObject([{ state: 'sent' }]);
      expect(posts).toHaveLength(findable ? 1 : 2);
    }
  },
);
