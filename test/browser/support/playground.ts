import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../../src/lib/free-port.ts';

/** Microsoft's own client for work on one machine: a Teams that talks to one bot. */
export type Playground = {
  url: string;
  /** Sends what its page has no button for, from who uses it; `parts` over what every activity there has. */
  activity(conversation: string, type: string, parts: object): Promise<void>;
  config(): Promise<{ personalChat: { id: string }; currentUser: { name: string } }>;
  close(): Promise<void>;
};

/** It listens on every interface unless it is told where. */
const LOOPBACK = `const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function (first, ...rest) {
  if (typeof first === 'number' && typeof rest[0] !== 'string') rest.unshift('127.0.0.1');
  return listen.call(this, first, ...rest);
};`;

const START_WITHIN = 60_000;

/** @param bot where the bot takes its activities */
export async function startPlayground(bot: string): Promise<Playground> {
  const cli = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/package.json');
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-playground-'));
  const preload = join(folder, 'loopback.cjs');
  await writeFile(preload, LOOPBACK);
  const port = await freePort();
  const args = ['-e', bot, '-c', 'msteams', '-p', String(port), '--disable-telemetry'];
  const child: ChildProcess = spawn(
    process.execPath,
    ['--require', preload, join(dirname(cli), 'cli.js'), ...args],
    {
      cwd: folder,
      env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none', SEND_INSTALLATION_ACTIVITY: 'true' },
      stdio: 'ignore',
    },
  );
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_WITHIN;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('The playground did not start.');
    await new Promise((done) => setTimeout(done, 100));
  }
  const own = `${url}/_internal/v1`;
  return {
    url,
    async activity(conversation, type, parts) {
      const asked = new URLSearchParams({ conversationId: conversation });
      const template = await (await fetch(`${own}/customActivities/template?${asked}`)).json();
      const body = JSON.stringify({ ...template, type, ...parts });
      await fetch(`${own}/customActivities`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    },
    config: async () => (await (await fetch(`${own}/config`)).json()).config,
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
