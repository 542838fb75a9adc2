import { standingIn } from './api/stand-in.ts';
import { startApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { createSignInLink, FIRST_LINK_VALID, signInUrl } from './domain/sessions/link.ts';
import { firstStart } from './domain/setup/first-start.ts';
import { databaseBus } from './lib/bus.ts';
import { SECOND, systemClock } from './lib/clock.ts';
import { createContext, type Surroundings, systemActor } from './lib/context.ts';
import { lockDataDir } from './lib/data-lock.ts';
import { messageOf } from './lib/errors.ts';
import { createLog, type Log } from './lib/log.ts';
import { migrate } from './lib/migrate.ts';
import { MIGRATIONS } from './lib/paths.ts';
import { startPostgres } from './lib/postgres.ts';
import { secretKey } from './lib/secret-key.ts';
import { openStore } from './lib/store.ts';

/** What in flight is not finished by then is cut off. */
const STOP_WITHIN = 10 * SECOND;

/** What people read goes to standard error; standard output is the log, one JSON object a line. */
function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

/** What is to be ended when we stop, last begun first. */
const ends: (() => Promise<void> | void)[] = [];

/** Starts everything in order. */
async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const databaseUrl = config.databaseUrl ?? (await startEmbedded(config, log));
  const secret = secretKey(config);
  say('Bringing the database up to date …');
  const update = () => migrate({ url: databaseUrl, dir: MIGRATIONS, log: (line) => log.info({}, line) });
  const { applied } =
    config.role === 'worker' ? await update() : await standingIn(config, { url: databaseUrl, log }, update);
  if (applied.length > 0)
    say(`Applied ${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'}.`);

  const store = openStore(databaseUrl, log);
  ends.unshift(store.close);
  const bus = databaseBus(databaseUrl, log);
  ends.unshift(bus.close);
  const around: Surroundings = { store, bus, clock: systemClock, log };
  const ctx = createContext(around, systemActor('first start'), { channel: 'terminal', requestId: 'start' });
  const firstAdmin = await firstStart(ctx);
  const app = await startApp(config, secret, around);
  ends.unshift(app.stop);
  if (!app.url) return say('\nThe worker is running.');
  say(`\nDeskbell is ready at ${app.url}`);
  if (!firstAdmin) return;
  // Until somebody has signed in, every start shows the first admin's way in.
  const link = await createSignInLink(ctx, firstAdmin, FIRST_LINK_VALID);
  say(
    `Sign in as the first admin (the link works once, for a day):\n\n  ${signInUrl(app.url, link.secret)}\n`,
  );
}

/** @returns the address of our own PostgreSQL, once it answers */
async function startEmbedded({ dataDir }: Config, log: Log): Promise<string> {
  const lock = lockDataDir(dataDir);
  ends.unshift(() => lock.release());
  say(`Starting PostgreSQL in ${dataDir} …`);
  const postgres = await startPostgres({ dataDir, log: (line) => log.info({}, line) });
  ends.unshift(postgres.stop);
  return postgres.url;
}

let stopping: Promise<void> | undefined;

/** Finishes what is in flight and ends everything, at most within {@link STOP_WITHIN}. */
function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    const limit = setTimeout(() => {
      say('It took too long and was cut off.');
      process.exit(1);
    }, STOP_WITHIN);
    for (const end of ends) {
      try {
        await end();
      } catch (error) {
        say(`Stopping: ${messageOf(error)}`);
      }
    }
    clearTimeout(limit);
    process.exit(exitCode);
  })();
  return stopping;
}

function inWords(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EADDRINUSE') return 'The port is taken by another program. Set PORT to a free one.';
  if (code === 'EACCES') return `Not allowed: ${messageOf(error)}. A port below 1024 needs rights; set PORT.`;
  return messageOf(error);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopping) say(`\n${signal}: finishing what is in flight …`);
    void stop(0);
  });
}

try {
  await start(loadConfig());
} catch (error) {
  say(inWords(error));
  await stop(1);
}
