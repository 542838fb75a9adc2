import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disposition } from '../../src/api/download.ts';
import { ATTACHMENT_LIMIT } from '../../src/contract/attachments.ts';
import type { Attachment, Ticket } from '../../src/contract/tickets.ts';
import { pathOf, stagingOf } from '../../src/domain/attachments/files.ts';
import { safeName } from '../../src/domain/attachments/name.ts';
import { sweepAttachments } from '../../src/domain/attachments/sweep.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let ada: Credentials;

beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  ada = await server.token(await desk.person({ name: 'Ada' }), ['read', 'write']);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const send = (name: string, raw: string | Uint8Array<ArrayBuffer>, type = 'application/octet-stream') =>
  server.call<Attachment & Problem>('POST', `/attachments?name=${encodeURIComponent(name)}`, {
    as: ada,
    raw,
    headers: { 'content-type': type },
  });
const filesOf = async (dir: string) => (await readdir(dir).catch(() => [])).length;

describe('a file that is sent', () => {
  it('is on the disk under its id, with the name and size that it has', async () => {
    const answer = await send('report.txt', 'All is well.\n');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: 'report.txt', type: 'text/plain', size: 13 });
    const { id } = answer.body;
    expect(await readFile(pathOf(server.deps.dataDir, id), 'utf8')).toBe('All is well.\n');
    const row = await desk.store.client.attachment.findUniqueOrThrow({ where: { id } });
    expect(row.sha256).toBe(createHash('sha256').update('All is well.\n').digest('hex'));
    expect(await filesOf(stagingOf(server.deps.dataDir))).toBe(0);
  });

  it('is what is in it, not what its sender says', async () => {
    const png = new Uint8Array(
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    );
    expect((await send('a.html', png, 'text/html')).body.type).toBe('image/png');
    expect((await send('a.png', '<html><script>alert(1)</script>', 'image/png')).body.type).toBe(
      'text/plain',
    );
    expect((await send('a.svg', '<svg onload="alert(1)"/>', 'image/svg+xml')).body.type).toBe('text/plain');
    expect((await send('a.xml', '<?xml version="1.0"?><a/>', 'text/xml')).body.type).toBe('text/plain');
    expect((await send('a', new Uint8Array([0, 1, 2, 255, 0]))).body.type).toBe('application/octet-stream');
    expect((await send('a', bytes('ü'.repeat(3_000)))).body.type).toBe('text/plain');
  });

  it('with nothing in it, or no name, is refused', async () => {
    expect((await send('empty.txt', '')).status).toBe(422);
    expect((await server.call('POST', '/attachments', { as: ada, raw: 'x' })).status).toBe(422);
    expect((await server.call('POST', '/attachments?name=a&name=b', { as: ada, raw: 'x' })).status).toBe(422);
    expect(await filesOf(stagingOf(server.deps.dataDir))).toBe(0);
  });

  it('of 25 MB is taken, and of one byte more is not, and leaves nothing', { timeout: 60_000 }, async () => {
    expect((await send('big.bin', new Uint8Array(ATTACHMENT_LIMIT))).body.size).toBe(ATTACHMENT_LIMIT);
    const rows = await desk.store.client.attachment.count();
    const answer = await send('bigger.bin', new Uint8Array(ATTACHMENT_LIMIT + 1));
    expect(answer.status).toBe(413);
    expect(answer.body.code).toBe('too_large');
    expect(await desk.store.client.attachment.count()).toBe(rows);
  });

  it('without a length is cut off where it becomes too large', { timeout: 60_000 }, async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(
        `${server.url}/api/v1/attachments?name=x`,
        { method: 'POST', headers: { authorization: `Bearer ${ada.token}` } },
        (response) => resolve(response.resume().statusCode ?? 0),
      );
      sent.on('error', reject);
      const chunk = Buffer.alloc(1024 * 1024);
      for (let count = 0; count < 27; count += 1) sent.write(chunk);
      sent.end();
    });
    expect(status).toBe(413);
    expect(await filesOf(stagingOf(server.deps.dataDir))).toBe(0);
  });

  it('that is broken off leaves nothing', async () => {
    const rows = await desk.store.client.attachment.count();
    await new Promise<void>((resolve) => {
      const sent = request(`${server.url}/api/v1/attachments?name=x`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'content-length': '1000000' },
      });
      sent.on('error', () => resolve());
      sent.write(Buffer.alloc(1_000));
      setTimeout(() => sent.destroy(), 100);
    });
    await expect.poll(() => filesOf(stagingOf(server.deps.dataDir))).toBe(0);
    expect(await desk.store.client.attachment.count()).toBe(rows);
  });
});

describe('a file that is fetched', () => {
  it('is a download that nothing in it can turn into a page of ours', async () => {
    const html = '<script>document.location="https://evil.example"</script>';
    const { body } = await send('pay roll "q1".html', html, 'text/html');
    const answer = await server.call('GET', `/attachments/${body.id}`, { as: ada });
    expect(answer.text).toBe(html);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="pay roll q1\.html"/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox/);
    const head = await server.call('HEAD', `/attachments/${body.id}`, { as: ada });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(html.length)]);
  });

  it('whose bytes are gone is not there', async () => {
    const { body } = await send('gone.txt', 'x');
    const { rm } = await import('node:fs/promises');
    await rm(pathOf(server.deps.dataDir, body.id));
    expect((await server.call('GET', `/attachments/${body.id}`, { as: ada })).status).toBe(404);
  });

  it.each(['..%2f..%2f..%2fetc%2fpasswd', 'x', '%00', '%2e%2e', 'staging'])(
    'is named by an id and nothing else: %s',
    async (id) => {
      expect((await server.call('GET', `/attachments/${id}`, { as: ada })).status).toBe(404);
    },
  );
});

describe('a name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32\\cmd.exe', 'cmd.exe'],
    ['/', 'file'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['a\0b\r\n.txt', 'ab.txt'],
    ['  spaces   here .txt ', 'spaces here .txt'],
    ['<script>"|?*:.txt', 'script.txt'],
    ['日本語 レポート.pdf', '日本語 レポート.pdf'],
    ['', 'file'],
  ])('is safe to show and to save under: %j', (given, safe) => {
    expect(safeName(given)).toBe(safe);
  });

  it('has at most 150 characters, and keeps its ending', () => {
    const name = safeName(`${'😀'.repeat(200)}.pdf`);
    expect(name.length).toBeLessThanOrEqual(150);
    expect(name.endsWith('😀.pdf')).toBe(true);
    expect(name.isWellFormed()).toBe(true);
  });

  it('is told to browsers old and new', () => {
    expect(disposition('naïve "file" (1).txt')).toBe(
      `attachment; filename="nai_ve _file_ (1).txt"; filename*=UTF-8''na%C3%AFve%20%22file%22%20%281%29.txt`,
    );
    expect(disposition('日.pdf')).toBe(`attachment; filename="_.pdf"; filename*=UTF-8''%E6%97%A5.pdf`);
  });
});

describe('the sweep', () => {
  it('removes after a day what nobody took, and what a crash left', async () => {
    const { dataDir } = server.deps;
    const system = desk.ctxFor('system');
    const taken = (await send('taken.txt', 'kept')).body;
    const opened = await server.call<Ticket>('POST', '/tickets', {
      as: ada,
      body: { description: 'with a file', attachmentIds: [taken.id] },
    });
    expect(opened.status).toBe(201);
    const left = (await send('left.txt', 'left')).body;
    const orphan = pathOf(dataDir, system.newId());
    await mkdir(join(orphan, '..'), { recursive: true });
    await writeFile(orphan, 'no row');
    const half = join(stagingOf(dataDir), 'half');
    await writeFile(half, 'half a file');
    // The files' own times follow the machine's clock, which is not the desk's.
    const long = new Date(desk.clock.now().getTime() - HOUR);
    for (const path of [orphan, half, pathOf(dataDir, taken.id)]) await utimes(path, long, long);
    desk.clock.advance(DAY + HOUR);
    await sweepAttachments(system, dataDir);
    expect(await readFile(pathOf(dataDir, taken.id), 'utf8')).toBe('kept');
    for (const path of [orphan, half, pathOf(dataDir, left.id)]) {
      await expect(readFile(path)).rejects.toThrow(/ENOENT/);
    }
    expect(await desk.store.client.attachment.findUnique({ where: { id: left.id } })).toBeNull();
  });
});
