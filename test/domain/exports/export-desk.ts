import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { folderOf, pathOf } from '../../../src/domain/exports/files.ts';
import { runNextExport } from '../../../src/domain/exports/run.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

/** One line of an export. */
export type Line = Record<string, unknown> & { type: string };

/** A desk from which data is exported. */
export type ExportDesk = {
  desk: Desk;
  dataDir: string;
  admin: ActingPerson;
  agent: ActingPerson;
  /** Writes all that wait. */
  run(stopping?: AbortSignal): Promise<void>;
  row(id: string): ReturnType<Desk['store']['client']['export']['findUniqueOrThrow']>;
  bytes(id: string): Promise<Buffer>;
  /** The files of an archive, by name. */
  files(id: string): Promise<Record<string, string>>;
  /** The objects of a plain export. */
  lines(id: string): Promise<Line[]>;
  /** The names of all files that lie about. */
  onDisk(): Promise<string[]>;
  close(): Promise<void>;
};

export async function createExportDesk(): Promise<ExportDesk> {
  const desk = await createDesk();
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-exports-'));
  const row = (id: string) => desk.store.client.export.findUniqueOrThrow({ where: { id } });
  const bytes = async (id: string) => readFile(pathOf(dataDir, await row(id)));
  return {
    ...{ desk, dataDir, row, bytes },
    admin: await desk.person({ name: 'Admin', roles: ['admin'] }),
    agent: await desk.person({ name: 'Agent', roles: ['agent'], teams: [desk.team] }),
    async run(stopping = new AbortController().signal) {
      while ((await runNextExport(desk.ctxFor('system'), { dataDir, stopping })) > 0);
    },
    async files(id) {
      const files = unzipSync(new Uint8Array(await bytes(id)));
      return Object.fromEntries(
        Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString()]),
      );
    },
    lines: async (id) => linesOf((await bytes(id)).toString()),
    onDisk: () => readdir(folderOf(dataDir)).catch(() => []),
    async close() {
      await desk.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** A store whose snapshots stop at the page before which `at` says so, until it lets them go on. */
export function withPauses(ctx: Ctx, beforeFetch: (count: number) => Promise<void>): Ctx {
  let count = 0;
  const pool = Object.create(ctx.store.pool) as typeof ctx.store.pool;
  const connect = async (...given: []) => {
    // Single queries come with a callback.
    if (given.length > 0) return ctx.store.pool.connect(...given);
    const client = await ctx.store.pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    client.query = (async (...args: unknown[]) => {
      if (String(args[0]).startsWith('FETCH')) await beforeFetch(++count);
      return query(...args);
    }) as typeof client.query;
    const release = client.release.bind(client);
    client.release = (error) => {
      client.query = query as typeof client.query;
      release(error);
    };
    return client;
  };
  pool.connect = connect as typeof pool.connect;
  return { ...ctx, store: { ...ctx.store, pool } };
}
