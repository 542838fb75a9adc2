import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from '../../src/lib/data-lock.ts';

const module = new URL('../../src/lib/data-lock.ts', import.meta.url).href;
const script = `
  const { lockDataDir } = await import(${JSON.stringify(module)});
  try {
    lockDataDir(process.argv[1]);
    console.log('got it');
    process.stdin.resume();
  } catch (error) {
    console.log(error.message);
  }`;

let dataDir: string;
let children: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'deskbell-lock-'));
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child);
  rmSync(dataDir, { recursive: true, force: true });
});

/** Another process that takes the lock and keeps it; gives what it said. */
async function rival(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('of many that start together exactly one gets the folder', async () => {
  const said = (await Promise.all(Array.from({ length: 8 }, rival))).map((one) => one.said);
  expect(said.filter((words) => words === 'got it')).toHaveLength(1);
  expect(said.filter((words) => words.includes('is using the data folder'))).toHaveLength(7);
});

test('the error says which process holds the folder and what to do', async () => {
  const { child } = await rival();
  expect(() => lockDataDir(dataDir)).toThrow(`Another Deskbell (pid ${child.pid}) is using the data folder`);
  expect(() => lockDataDir(dataDir)).toThrow('DATABASE_URL');
});

test('a killed holder leaves nothing that blocks the next one', async () => {
  const { child } = await rival();
  await end(child);
  lockDataDir(dataDir).release();
});

test('the pid of a living stranger in the pid file does not block', () => {
  writeFileSync(join(dataDir, 'deskbell.pid'), '1\n');
  lockDataDir(dataDir).release();
});

test('released, it is free for others; within one process it is held only once', async () => {
  const lock = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(`pid ${process.pid}`);
  expect((await rival()).said).toContain(`pid ${process.pid}`);
  lock.release();
  lock.release();
  expect((await rival()).said).toBe('got it');
});

test('a folder that cannot be written to is said so', () => {
  writeFileSync(join(dataDir, 'file'), '');
  expect(() => lockDataDir(join(dataDir, 'file'))).toThrow(/file/);
});
