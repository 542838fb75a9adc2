import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { localBus } from '../lib/bus.ts';
import { SECOND, systemClock } from '../lib/clock.ts';
import type { Surroundings } from '../lib/context.ts';
import { DeskbellError, isDeskbellError, messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { openStore } from '../lib/store.ts';
import { authenticator } from './auth.ts';
import { isDatabaseAway } from './database-away.ts';
import { problems } from './errors.ts';
import { listen } from './listen.ts';
import { requestIds } from './request-id.ts';
import { keptFacts } from './status/kept.ts';
import { statusPages } from './status/routes.ts';

type StandInDeps = Surroundings & { publicUrl: () => string; dataDir: string };

/** The public status page, as it was last known; nothing else works. */
function createStandIn(deps: StandInDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.use(requestIds(() => newId(deps.clock.now())));
  app.get('/healthz', (_req, res) => void res.set('cache-control', 'no-store').json({ status: 'ok' }));
  // Nobody subscribes meanwhile.
  app.use(statusPages({ ...deps, mail: false, subscriberKey: Buffer.alloc(0) }, authenticator(undefined)));
  app.use(() => {
    throw new DeskbellError('unavailable', 'The database is away. Please try again.');
  });
  app.use(problems(deps.log));
  return app;
}

type Waiting = { host: string; port: number; publicUrl: string | undefined; dataDir: string };

/** Between two tries. */
const PAUSE = 2 * SECOND;

/**
 * Does what needs the database. While that is away, and the public status page was kept, that is served and it is tried
 * again; without such a page it fails as it does.
 */
export async function standingIn<Result>(
  { host, port, publicUrl, dataDir }: Waiting,
  { url, log }: { url: string; log: Log },
  work: () => Promise<Result>,
): Promise<Result> {
  let end: (() => Promise<void>) | undefined;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isAway(error) || !(await keptFacts(dataDir))) throw error;
        end ??= await startStandIn(error);
        await sleep(PAUSE);
      }
    }
  } finally {
    await end?.();
  }

  async function startStandIn(error: unknown): Promise<() => Promise<void>> {
    log.warn(
      { error: messageOf(error) },
      'the database is away; until it is back the status page is served as it was last known',
    );
    const store = openStore(url, log);
    const around = { store, bus: localBus(), clock: systemClock, log };
    const server = createStandIn({
      ...around,
      ...{ dataDir, publicUrl: () => publicUrl ?? `http://${host}:${port}` },
    });
    const listening = await listen(server, { host, port });
    return async () => {
      await listening.close(SECOND);
      await store.close();
    };
  }
}

/** Migrations say in words of their own that they cannot connect. A migration that fails is no reason to try again. */
const isAway = (error: unknown): boolean =>
  isDatabaseAway(error) || (isDeskbellError(error) && error.details.retryAfter !== undefined);
