import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExport } from '../../src/domain/exports/exports.ts';
import { openExport } from '../../src/domain/exports/open.ts';
import { createExportDesk, type ExportDesk } from '../domain/exports/export-desk.ts';
import type { ExportOrders } from './export-child.ts';
import { run } from './run.ts';

let scene: ExportDesk;
beforeAll(async () => {
  scene = await createExportDesk();
  const { store, clock } = scene.desk;
  const ids = Array.from({ length: 600 }, () => scene.desk.ctxFor('system').newId());
  await store.client.team.createMany({
    data: ids.map((id, at) => ({ id, name: `Team ${at} of many`, createdAt: clock.now() })),
  });
});
afterAll(() => scene?.close());

const live = (dies: ExportOrders['dies'], now: string) => {
  const orders = { databaseUrl: scene.desk.store.url, dataDir: scene.dataDir, dies, now };
  return run('export-child.ts', orders satisfies ExportOrders).ended;
};

describe('a worker that is killed', () => {
  test.each([
    ['in the middle', 2],
    ['when the file is whole', 'noting'],
  ] as const)('%s offers no part as a whole, and the next one begins anew', async (_, dies) => {
    const admin = scene.desk.ctxFor(scene.admin);
    const { id } = await createExport(admin, { zip: false, types: ['team'] });
    expect(await live(dies, '2026-01-05T09:00:00Z')).toMatchObject({ signal: 'SIGKILL', errors: '' });
    expect(await scene.row(id)).toMatchObject({ state: 'running', attempts: 1, size: null });
    await expect(openExport(admin, scene.dataDir, id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toHaveLength(1);
    // A minute later the lease of the dead one has run out.
    expect(await live(0, '2026-01-05T09:01:00Z')).toMatchObject({ signal: null, errors: '' });
    const done = await scene.row(id);
    expect(done).toMatchObject({ state: 'done', attempts: 2, done: 601, total: 601 });
    const lines = await scene.lines(id);
    expect(new Set(lines.map((line) => line.id)).size).toBe(602);
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toEqual([`${id}.2`]);
    await scene.desk.store.client.export.deleteMany();
  });
});
