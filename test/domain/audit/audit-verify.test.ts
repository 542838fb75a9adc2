import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSealer } from '../../../src/jobs/seal.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import { migrate } from '../../../src/lib/migrate.ts';
import { startPostgres } from '../../../src/lib/postgres.ts';
import { secretKey } from '../../../src/lib/secret-key.ts';
import { append, createTestLog, type TestLog } from './log.ts';

const root = resolve(import.meta.dirname, '../../..');
const SECRET_KEY = 'a secret of 32 characters or more';

let log: TestLog;
beforeAll(async () => {
  log = await createTestLog(12);
  await log.tamper('UPDATE audit_entry SET detail = NULL, salt = NULL WHERE seq = 3');
  const sealer = createSealer({
    ctx: () => log.ctx,
    key: deriveKey(SECRET_KEY, 'audit chain'),
    dataDir: log.dataDir,
  });
  await sealer.tick();
  await append(log.desk, 2);
});
afterAll(() => log.close());

function verify(env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const script = join(root, 'src/commands/audit-verify.ts');
    execFile(
      process.execPath,
      [script],
      // Away from the checkout, so that its .env does not count.
      { cwd: log.dataDir, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

it('says that a log is sound', async () => {
  const { code, output } = await verify({
    DATABASE_URL: log.desk.store.url,
    DATA_DIR: log.dataDir,
    SECRET_KEY,
  });
  expect(output).toMatch(
    /^The audit log is sound: 12 entries in the chain\.\nLast entry: 12, hash [0-9a-f]{64}\n/,
  );
  expect(output).toMatch(/The details of 1 entry were erased/);
  expect(output).toMatch(/Not in the chain yet: 2 entries, the oldest \d+ s old\./);
  expect(output).toMatch(/Compared with 2 notes outside the database/);
  expect(code).toBe(0);
});

it('says what is wrong', async () => {
  await log.tamper('DELETE FROM audit_entry WHERE seq IN (5, 12)');
  const { code, output } = await verify({
    DATABASE_URL: log.desk.store.url,
    DATA_DIR: log.dataDir,
    SECRET_KEY,
  });
  expect(output).toMatch(
    /^The audit log has 2 faults in 10 entries:\n {2}- Entry 5 is missing.*\n {2}- The chain is cut/,
  );
  expect(code).toBe(1);
});

it.each([
  ['no database there', { DATABASE_URL: 'postgresql://a:b@127.0.0.1:9/c', SECRET_KEY }, /ECONNREFUSED|reach/],
  ['no embedded database', { DATA_DIR: '/nowhere', SECRET_KEY }, /There is no database in \/nowhere yet/],
  ['a wrong configuration', { DATABASE_URL: 'x', SECRET_KEY }, /DATABASE_URL must look like/],
])('says that it could not check: %s', async (_, env, words) => {
  const { code, output } = await verify(env as Record<string, string>);
  expect(output).toMatch(words);
  expect(code).toBe(2);
});

it('uses the embedded server, running or not', { timeout: 60_000 }, async () => {
  const dataDir = join(log.dataDir, 'desk');
  const server = await startPostgres({ dataDir });
  try {
    await migrate({ url: server.url, dir: join(root, 'prisma/migrations') });
    const running = await verify({ DATA_DIR: dataDir, SECRET_KEY });
    expect(running).toMatchObject({ code: 0, output: expect.stringMatching(/sound: 0 entries/) });
  } finally {
    await server.stop();
  }
  const keyless = await verify({ DATA_DIR: dataDir });
  expect(keyless).toMatchObject({ code: 2, output: expect.stringMatching(/there is no secret\.key in/) });
  secretKey({ secretKey: undefined, dataDir });
  const stopped = await verify({ DATA_DIR: dataDir });
  expect(stopped).toMatchObject({ code: 0, output: expect.stringMatching(/sound: 0 entries/) });
});
