import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { api } from '../../../src/contract/api.ts';
import type { Endpoint, InputOf, OutputOf } from '../../../src/contract/endpoint.ts';
import { freePort } from '../../../src/lib/free-port.ts';
import { createDatabase } from '../../support/database.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const START_WITHIN = 60_000;

type Roles = ('requester' | 'agent' | 'admin')[];
const JUST_ASKS: Roles = ['requester'];

export type DeskPerson = {
  id: string;
  name: string;
  email: string;
  /** What the API does on their behalf, for what a test needs done but is not about. */
  call: Call;
};
export type Call = <E extends Endpoint>(endpoint: E, input: InputOf<E>) => Promise<OutputOf<E>>;

/** The application as people run it: a process of its own, `node src/main.ts`. */
export type Deskbell = {
  url: string;
  /** The link that the start shows for the first admin. */
  firstLink: string;
  /** The API with the admin token of the environment. */
  call: Call;
  callWith(token: string): Call;
  person(name: string, options?: { roles?: Roles; team?: string }): Promise<DeskPerson>;
  /** A one-time link, as an admin hands it over. */
  signInLink(person: { id: string }): Promise<string>;
  /** Runs a script of the project against the same database. */
  run(script: string, ...args: string[]): Promise<string>;
  /** Ends the process; what it holds stays. */
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** What the log calls an error. */
  errors(): string[];
  close(): Promise<void>;
};

/**
 * Starts a desk that nobody has used yet.
 * @param options.environment more of the configuration
 * @param options.embedded as `npm start` on a new machine does it: with its own PostgreSQL in its own folder
 */
export async function startDeskbell({
  embedded = false,
  environment = {} as Record<string, string>,
} = {}): Promise<Deskbell> {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-browser-'));
  const external = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;
  const database = embedded && !external ? undefined : await createDatabase();
  const adminToken = randomBytes(32).toString('base64url');
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: '',
    DATA_DIR: dataDir,
    DATABASE_URL: database?.url ?? '',
    SECRET_KEY: database ? randomBytes(32).toString('base64') : '',
    ADMIN_TOKEN: adminToken,
    LOG_LEVEL: 'warn',
    ROLE: '',
    SMTP_URL: '',
    MAIL_FROM: '',
    ...environment,
  };
  const url = `http://127.0.0.1:${port}`;
  const log: string[] = [];
  let child: ChildProcess | undefined;
  let words = '';

  const start = async () => {
    // Away from the project, so that a developer's .env is not read.
    const started = spawn(process.execPath, [join(ROOT, 'src/main.ts')], { cwd: dataDir, env });
    child = started;
    words = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => log.push(text));
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    const deadline = Date.now() + START_WITHIN;
    while (
      !(await fetch(`${url}/readyz`)
        .then(() => true)
        .catch(() => false)) ||
      !/ready at/.test(words)
    ) {
      if (started.exitCode !== null || Date.now() > deadline) throw new Error(`It did not start.\n${words}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const stop = async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null) return;
    running.kill('SIGTERM');
    await once(running, 'exit');
  };
  const callAs =
    (token: string): Call =>
    (endpoint, input) =>
      callApi(url, token, endpoint, input);
  const call = callAs(adminToken);

  await start();
  const firstLink = await waitForLink(() => words);
  return {
    url,
    firstLink,
    call,
    callWith: callAs,
    async person(name, { roles = JUST_ASKS, team } = {}) {
      const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`;
      const { id } = await call(api.people.create, { name, email, roles });
      if (team) await call(api.teams.setMember, { id: team, personId: id });
      const { secret } = await call(api.tokens.create, {
        name: `tests as ${name}`,
        scopes: ['read', 'write'],
        personId: id,
      });
      return { id, name, email, call: callAs(secret) };
    },
    async signInLink({ id }) {
      return (await call(api.people.signInLink, { id })).url;
    },
    async run(script, ...args) {
      const run = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: dataDir, env });
      let output = '';
      run.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      run.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
      const [code] = (await once(run, 'close')) as [number];
      if (code !== 0) throw new Error(`${script} ended with ${code}.\n${output}`);
      return output;
    },
    stop,
    start,
    errors: () =>
      log
        .join('')
        .split('\n')
        .filter((line) => line.includes('"level":"error"')),
    async close() {
      await stop();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitForLink(words: () => string): Promise<string> {
  const deadline = Date.now() + START_WITHIN;
  for (;;) {
    const link = /^ {2}(http\S+)$/m.exec(words())?.[1];
    if (link) return link;
    if (Date.now() > deadline) throw new Error(`The start showed no sign-in link.\n${words()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function callApi<E extends Endpoint>(
  url: string,
  token: string,
  endpoint: E,
  input: InputOf<E>,
): Promise<OutputOf<E>> {
  const rest = { ...(input as Record<string, unknown>) };
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const reads = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const query = reads ? `?${new URLSearchParams(rest as Record<string, string>)}` : '';
  const response = await fetch(`${url}/api/v1${path}${query}`, {
    method: endpoint.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(reads ? {} : { 'content-type': 'application/json' }),
      ...(endpoint.idempotent ? { 'idempotency-key': crypto.randomUUID() } : {}),
    },
    body: reads ? undefined : JSON.stringify(rest),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${endpoint.method} ${endpoint.path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as OutputOf<E>;
}

/** A port that stays the same when the application is started again. */
