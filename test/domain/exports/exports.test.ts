import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storeFile } from '../../../src/domain/attachments/files.ts';
import { exportEverything } from '../../../src/domain/exports/everything.ts';
import { createExport, getExport, listExports, removeExport } from '../../../src/domain/exports/exports.ts';
import { folderOf, pathOf } from '../../../src/domain/exports/files.ts';
import { openExport } from '../../../src/domain/exports/open.ts';
import { runNextExport } from '../../../src/domain/exports/run.ts';
import { sweepExports } from '../../../src/domain/exports/sweep.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { noteOnTicket } from '../../../src/domain/tickets/reply.ts';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createExportDesk, type ExportDesk, withPauses } from './export-desk.ts';

let scene: ExportDesk;
let requester: ActingPerson;
let hidden: { id: string };
beforeAll(async () => {
  scene = await createExportDesk();
  const { desk } = scene;
  requester = await desk.person({ name: 'Grace', email: 'grace@example.com' });
  hidden = await desk.addQueue({ name: 'HR', team: await desk.addTeam('HR'), visibility: 'private' });
  await open('The first one', {});
  await open('A printer that smokes', { kind: 'incident' });
  await open('Salaries', { queueId: hidden.id });
});
afterAll(() => scene?.close());
afterEach(() => scene.desk.store.client.export.deleteMany());

const open = async (title: string, more: object) => {
  const opened = await openTicket(scene.desk.ctxFor(requester), { title, description: `${title}.`, ...more });
  const { number } = opened ?? expect.fail('it was not opened');
  await noteOnTicket(scene.desk.ctxFor('system'), { number, body: `=HYPERLINK("x"), of "${title}"\r\nmore` });
  return number;
};
const as = (who: ActingPerson) => scene.desk.ctxFor(who);
const plain = { zip: false } as const;
const titles = (lines: { type: string; title?: unknown }[]) =>
  lines.filter(({ type }) => type === 'ticket').map(({ title }) => title);

describe('an export', () => {
  it('of everything has an archive with a file for each type, and says what is in it', async () => {
    const { id, total, state } = await createExport(as(scene.admin), {});
    expect([total, state]).toEqual([null, 'waiting']);
    await scene.run();
    const done = await getExport(as(scene.admin), { id });
    expect(done).toMatchObject({ state: 'done', error: null, mine: true, leftOut: { queues: ['HR'] } });
    expect(done.done).toBe(done.total);
    const files = await scene.files(id);
    const head = JSON.parse(files['export.json'] ?? '');
    expect(head).toMatchObject({
      type: 'export',
      version: 1,
      rows: { ticket: 2 },
      leftOut: { queues: ['HR'] },
    });
    for (const [type, rows] of Object.entries(head.rows)) {
      const lines = (files[`${type}.jsonl`] ?? 'no file').split('\n').filter(Boolean);
      expect(lines.length, type).toBe(rows);
      for (const line of lines) expect(JSON.parse(line).type).toBe(type);
    }
    expect(done.total).toBe(Object.values<number>(head.rows).reduce((sum, count) => sum + count, 0));
    expect(files['person.jsonl']).toContain('"email":"grace@example.com"');
    expect(files['person.jsonl']).toContain('"roles":["requester"]');
    expect(Object.values(files).join('')).not.toContain('Salaries.');
  });

  it('of tickets names people, queues and numbers', async () => {
    const { id } = await createExport(as(scene.admin), { ...plain, filter: { kind: 'incident' } });
    await scene.run();
    const lines = await scene.lines(id);
    expect(lines[0]).toMatchObject({ type: 'export', version: 1, filter: { kind: 'incident' } });
    const ticket = lines.find(({ type }) => type === 'ticket');
    expect(ticket).toMatchObject({ number: 'INC-1', requester: 'grace@example.com', queue: 'IT support' });
    expect(ticket?.createdAt).toBe('2026-01-05T09:00:00.000Z');
    const notes = lines.filter(({ type, kind }) => type === 'entry' && kind === 'note');
    expect(notes).toEqual([
      expect.objectContaining({ ticket: 'INC-1', body: expect.stringMatching(/^=HYP/) }),
    ]);
    expect(titles(lines)).toEqual(['A printer that smokes']);
  });

  it('as CSV is a table that other programs read, and no formula', async () => {
    const { id, name } = await createExport(as(scene.admin), {
      ...{ format: 'csv', bom: true, zip: false, types: ['entry'] },
    });
    expect(name).toBe('deskbell-entry-2026-01-05.csv');
    await scene.run();
    const text = (await scene.bytes(id)).toString();
    expect(text.startsWith('\ufeffid,ticketId,kind')).toBe(true);
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
    const notes = rows.filter(({ kind }) => kind === 'note');
    expect(notes.map(({ body }) => body)).toContain('\'=HYPERLINK("x"), of "The first one"\r\nmore');
    expect(notes).toHaveLength(2);
  });

  it.each([
    [{ q: 'smokes' }, ['A printer that smokes']],
    [{ q: 'INC-1' }, ['A printer that smokes']],
    [{ q: 'nothing like it' }, []],
    [{ open: false }, []],
    [{ state: ['new' as const, 'resolved' as const] }, ['The first one', 'A printer that smokes']],
    [{ createdAfter: '2026-01-05T09:00:01Z' }, []],
    [{ createdBefore: '2026-01-05T09:00:01Z' }, ['The first one', 'A printer that smokes']],
    [{ assignee: 'none' as const, priority: [1, 2, 3, 4, 5] }, ['The first one', 'A printer that smokes']],
    [{ requester: 'me' as const }, []],
    [{ project: true }, []],
  ])('with the filter %j has the tickets that the list has', async (filter, wanted) => {
    const { id } = await createExport(as(scene.agent), {
      ...plain,
      filter,
    });
    await scene.run();
    expect(titles(await scene.lines(id))).toEqual(wanted);
  });

  it('has files with their bytes, and counts those that are not where they belong', async () => {
    const { desk, dataDir } = scene;
    const entry = await desk.store.client.entry.findFirstOrThrow({ where: { ticket: { number: 'INC-1' } } });
    const attach = async (name: string, bytes?: string) => {
      const id = as(requester).newId();
      const content = Buffer.from(bytes ?? 'gone');
      if (bytes !== undefined)
        await storeFile(
          dataDir,
          id,
          (async function* () {
            yield content;
          })(),
          1_000_000,
        );
      const sha256 = createHash('sha256').update(content).digest('hex');
      await desk.store.client.attachment.create({
        data: {
          ...{ id, entryId: entry.id, name, type: 'text/plain', size: content.length, sha256 },
          createdAt: desk.clock.now(),
        },
      });
      return id;
    };
    const [there] = [await attach('logs ü.txt', 'x'.repeat(300_000)), await attach('gone.txt')];
    const { id } = await createExport(as(scene.agent), { files: true, filter: { kind: 'incident' } });
    await scene.run();
    const files = await scene.files(id);
    expect(files[`files/${there}/logs ü.txt`]).toBe('x'.repeat(300_000));
    expect(Object.keys(files).filter((name) => name.startsWith('files/'))).toHaveLength(1);
    expect(await getExport(as(scene.agent), { id })).toMatchObject({
      state: 'done',
      leftOut: { missingFiles: 1 },
    });
    await desk.store.client.attachment.deleteMany();
  });
});

describe('who may have what', () => {
  it('agents say which tickets, and get no more than tickets and alerts', async () => {
    const agent = as(scene.agent);
    await expect(createExport(agent, { types: ['ticket'] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(createExport(agent, {})).rejects.toMatchObject({ code: 'invalid' });
    for (const type of ['person', 'auditEntry', 'webhook', 'queue'] as const) {
      const input = { types: [type, 'ticket' as const], filter: { open: true } };
      await expect(createExport(agent, input)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(createExport(agent, { filter: { queue: hidden.id } })).rejects.toMatchObject({
      code: 'invalid',
    });
    const { types, leftOut } = await createExport(agent, { filter: { open: true } });
    expect(types).toContain('approvalVote');
    expect(types).not.toContain('person');
    // Of a queue that somebody does not see, not even the name.
    expect(leftOut.queues).toEqual([]);
    await expect(createExport(as(requester), { filter: { open: true } })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('tickets of a private queue are for its team', async () => {
    const { desk } = scene;
    const { teamId } = await desk.store.client.queue.findUniqueOrThrow({ where: { id: hidden.id } });
    const insider = await desk.person({ roles: ['agent'], teams: [{ id: teamId }] });
    const { id } = await createExport(as(insider), { ...plain, filter: { queue: hidden.id } });
    await scene.run();
    expect(titles(await scene.lines(id))).toEqual(['Salaries']);
    const { file } = await openExport(as(insider), scene.dataDir, id);
    await file.close();
    // Who leaves the team does not keep them.
    const outsider = { ...insider, teamIds: [] };
    await expect(openExport(as(outsider), scene.dataDir, id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('whose rights end before it is written gets nothing', async () => {
    const { desk } = scene;
    const leaving = await desk.person({ roles: ['admin'] });
    const [first, second] = [
      await createExport(as(leaving), {}),
      await createExport(as(leaving), { filter: { open: true } }),
    ];
    await desk.store.client.person.update({ where: { id: leaving.id }, data: { roles: ['agent'] } });
    await runNextExport(desk.ctxFor('system'), {
      dataDir: scene.dataDir,
      stopping: new AbortController().signal,
    });
    await desk.store.client.person.update({ where: { id: leaving.id }, data: { active: false } });
    await scene.run();
    expect(await scene.row(first.id)).toMatchObject({ state: 'failed', error: 'Only an admin may do this.' });
    expect(await scene.row(second.id)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('no longer active'),
    });
    expect(await scene.onDisk()).not.toContain(`${first.id}.1`);
  });

  it('a token that may only read gets none of what is for admins', async () => {
    const { id } = await createExport(as(scene.admin), {});
    await scene.run();
    const token = scene.desk.ctxFor({ kind: 'token', tokenId: 't', scopes: ['read'], person: scene.admin });
    await expect(openExport(token, scene.dataDir, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeExport(token, scene.dataDir, { id })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each([
    [{ files: true, zip: false }, 'files'],
    [{ files: true, types: ['person' as const] }, 'files'],
    [{ format: 'csv' as const, zip: false }, 'zip'],
    [{ bom: true }, 'bom'],
    [{ filter: { queue: '01900000-0000-7000-8000-000000000009' } }, 'filter.queue'],
  ])('%j is refused at %s', async (input, field) => {
    await expect(createExport(as(scene.admin), input)).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: [expect.objectContaining({ field })] },
    });
  });

  it('nobody has more than twenty', async () => {
    for (let count = 0; count < 20; count += 1)
      await createExport(as(scene.agent), { filter: { open: true } });
    await expect(createExport(as(scene.agent), { filter: { open: true } })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await createExport(as(scene.admin), {})).ahead).toBe(20);
  });
});

/** Begins to write the next one, up to its first page. */
async function begin() {
  const { desk, dataDir } = scene;
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const ctx = withPauses(desk.ctxFor('system'), async () => {
    reached.resolve();
    await goOn.promise;
  });
  const over = runNextExport(ctx, { dataDir, stopping: stopping.signal });
  await Promise.race([reached.promise, over]);
  const finish = () => {
    goOn.resolve();
    return over;
  };
  return { stopping, over, finish };
}

describe('the line', () => {
  it('two are written at a time, of each person one', async () => {
    const others = [
      await scene.desk.person({ roles: ['admin'] }),
      await scene.desk.person({ roles: ['admin'] }),
    ];
    const ids: string[] = [];
    for (const who of [scene.admin, scene.admin, ...others] as ActingPerson[]) {
      ids.push((await createExport(as(who), { types: ['team'] })).id);
      scene.desk.clock.advance(1);
    }
    const states = async () => (await Promise.all(ids.map(scene.row))).map(({ state }) => state);
    const [first, second, third] = [await begin(), await begin(), await begin()];
    expect(await states()).toEqual(['running', 'waiting', 'running', 'waiting']);
    expect(await third.over).toBe(0);
    await first.finish();
    const fourth = await begin();
    expect(await states()).toEqual(['done', 'running', 'running', 'waiting']);
    await Promise.all([second.finish(), fourth.finish()]);
    await scene.run();
    expect(await states()).toEqual(['done', 'done', 'done', 'done']);
  });

  it('many workers at once write each once', async () => {
    const people = await Promise.all(
      Array.from({ length: 6 }, () => scene.desk.person({ roles: ['admin'] })),
    );
    for (const who of people) await createExport(as(who), { types: ['team'] });
    await Promise.all(Array.from({ length: 6 }, () => scene.run()));
    await scene.run();
    const rows = await scene.desk.store.client.export.findMany();
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual(rows.map(() => ['done', 1]));
  });

  it('what is removed while it is written ends, and leaves nothing', async () => {
    const { id } = await createExport(as(scene.admin), {});
    const writing = await begin();
    await expect.poll(scene.onDisk).toContain(`${id}.1.part`);
    await removeExport(as(scene.admin), scene.dataDir, { id });
    await writing.finish();
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toEqual([]);
    expect(await scene.desk.store.client.export.count({ where: { id } })).toBe(0);
    const { action } = await scene.desk.store.client.auditEntry.findFirstOrThrow({
      where: { subjectId: id },
      orderBy: { id: 'desc' },
    });
    expect(action).toBe('export.cancel');
  });

  it('what is under way when the process stops goes back into the line', async () => {
    const { id } = await createExport(as(scene.admin), {});
    const writing = await begin();
    writing.stopping.abort();
    await writing.finish();
    expect(await scene.row(id)).toMatchObject({ state: 'waiting', attempts: 0, done: 0, total: null });
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toEqual([]);
    await scene.run();
    expect(await scene.row(id)).toMatchObject({ state: 'done' });
  });

  it('one whose worker is gone is begun anew, and who comes back late changes nothing', async () => {
    const { id } = await createExport(as(scene.admin), plain);
    const late = await begin();
    await scene.run();
    expect(await scene.row(id)).toMatchObject({ state: 'running', attempts: 1 });
    scene.desk.clock.advance(MINUTE);
    await scene.run();
    const done = await scene.row(id);
    expect(done).toMatchObject({ state: 'done', attempts: 2 });
    await late.finish();
    expect(await scene.row(id)).toEqual(done);
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toEqual([`${id}.2`]);
    expect((await scene.lines(id)).length).toBe((done.total ?? 0) + 1);
  });

  it('what ends its process each time is given up', async () => {
    const { id } = await createExport(as(scene.admin), {});
    await scene.desk.store.client.export.update({
      where: { id },
      data: { state: 'running', attempts: 5, leaseUntil: scene.desk.clock.now() },
    });
    await scene.run();
    expect(await scene.row(id)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('five times'),
    });
  });

  it('a fault that may pass leaves it to another attempt, and one of the disk does not', async () => {
    const { id } = await createExport(as(scene.admin), {});
    const { desk, dataDir } = scene;
    const failing = withPauses(desk.ctxFor('system'), () => Promise.reject(new Error('connection lost')));
    await runNextExport(failing, { dataDir, stopping: new AbortController().signal });
    expect(await scene.row(id)).toMatchObject({ state: 'running', attempts: 1 });
    desk.clock.advance(MINUTE);
    const full = withPauses(desk.ctxFor('system'), () =>
      Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    );
    await runNextExport(full, { dataDir, stopping: new AbortController().signal });
    expect(await scene.row(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('no room') });
    expect((await scene.onDisk()).filter((name) => name.startsWith(id))).toEqual([]);
  });

  it('shows the desk as it was when it began', async () => {
    const { id } = await createExport(as(scene.admin), { ...plain, types: ['team', 'queue'] });
    const writing = await begin();
    await scene.desk.addTeam('Late');
    await writing.finish();
    expect(JSON.stringify(await scene.lines(id))).not.toContain('Late');
    await scene.desk.store.client.team.deleteMany({ where: { name: 'Late' } });
  });
});

it('is kept for seven days, and then removed', async () => {
  const { desk, dataDir } = scene;
  const { id } = await createExport(as(scene.admin), {});
  await scene.run();
  expect((await listExports(as(scene.admin), {})).items).toHaveLength(1);
  expect((await listExports(as(scene.agent), {})).items).toEqual([]);
  desk.clock.advance(7 * DAY - 1);
  await sweepExports(desk.ctxFor('system'), dataDir);
  expect(await scene.onDisk()).toContain(`${id}.1`);
  desk.clock.advance(1);
  // Also where nobody has swept yet.
  expect((await listExports(as(scene.admin), {})).items).toEqual([]);
  await expect(openExport(as(scene.admin), dataDir, id)).rejects.toMatchObject({ code: 'not_found' });
  await sweepExports(desk.ctxFor('system'), dataDir);
  expect(await scene.onDisk()).not.toContain(`${id}.1`);
  expect(await desk.store.client.export.count()).toBe(0);
});

it('sweeps away what a crash left on the disk, but nothing that is being written', async () => {
  const { desk, dataDir } = scene;
  const { id } = await createExport(as(scene.admin), { types: ['team'] });
  await scene.run();
  const { attempts } = await scene.row(id);
  await mkdir(folderOf(dataDir), { recursive: true });
  const old = new Date(desk.clock.now().getTime() - 2 * DAY);
  for (const name of ['left.1.part', 'fresh.1.part']) await writeFile(join(folderOf(dataDir), name), 'x');
  await utimes(join(folderOf(dataDir), 'left.1.part'), old, old);
  await utimes(pathOf(dataDir, { id, attempts }), old, old);
  await sweepExports(desk.ctxFor('system'), dataDir);
  const there = await scene.onDisk();
  expect(there).toEqual(expect.arrayContaining([`${id}.1`, 'fresh.1.part']));
  expect(there).not.toContain('left.1.part');
  await rm(join(folderOf(dataDir), 'fresh.1.part'));
});

it('at a terminal nothing is left out, and nothing is written over', async () => {
  const { desk, dataDir } = scene;
  const path = join(dataDir, 'desk.zip');
  const told: (number | null)[] = [];
  const everything = () =>
    exportEverything(desk.ctxFor('system'), {
      ...{ dataDir, path, format: 'jsonl' },
      watch: async ({ done }) => void told.push(done),
    });
  const { rows, size } = await everything();
  const bytes = await readFile(path);
  expect([bytes.length, told.at(-1)]).toEqual([size, rows]);
  const files = unzipSync(new Uint8Array(bytes));
  expect(Buffer.from(files['ticket.jsonl'] ?? []).toString()).toContain('"title":"Salaries"');
  expect(JSON.parse(Buffer.from(files['export.json'] ?? []).toString()).leftOut.queues).toEqual([]);
  await expect(everything()).rejects.toThrow('EEXIST');
  expect(await readFile(path)).toEqual(bytes);
});
