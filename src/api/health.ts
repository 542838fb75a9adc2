import { type Request, type RequestHandler, Router } from 'express';
import { Gauge } from 'prom-client';
import { AUDIT_LATE, lastAudit } from '../domain/escalation/audit-run.ts';
import { latestPaging, PAGING_LATE } from '../domain/escalation/late.ts';
import { DELIVERY_LATE, latestDelivery } from '../domain/outbox/late.ts';
import { type Ctx, createContext, type Surroundings, systemActor } from '../lib/context.ts';
import { fail, messageOf } from '../lib/errors.ts';
import { pendingMigrations } from '../lib/migrate.ts';
import { statement } from '../lib/sql.ts';
import { type Authenticate, requireScope } from './auth.ts';
import type { Metrics } from './metrics.ts';
import { requestIdOf } from './request-id.ts';

type HealthDeps = Surroundings & { migrationsDir: string; metrics: Metrics };

/** For whoever watches over the process: is it alive, can it serve, and how is it doing. */
export function healthRoutes(deps: HealthDeps, authenticate: Authenticate): Router {
  const router = Router();
  const ctx = createContext(deps, systemActor('health'), { channel: 'api', requestId: 'health' });
  measureStore(ctx, deps.metrics);
  const since = ctx.now();
  router.get('/healthz', (_req, res) => {
    res.locals.route = '/healthz';
    res.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  // Anybody may ask, so all who ask at once are told what one look has found.
  let looking: Promise<Record<string, string>> | undefined;
  router.get('/readyz', async (_req, res) => {
    res.locals.route = '/readyz';
    looking ??= readiness(ctx, deps.migrationsDir, since).finally(() => {
      looking = undefined;
    });
    const checks = await looking;
    const ready = Object.values(checks).every((check) => check === 'ok');
    res
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ status: ready ? 'ok' : 'unavailable', checks });
  });
  router.get('/metrics', mayReadMetrics(deps, authenticate), async (_req, res) => {
    res.locals.route = '/metrics';
    const { registry } = deps.metrics;
    res
      .set('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  });
  return router;
}

async function readiness(ctx: Ctx, migrationsDir: string, since: Date): Promise<Record<string, string>> {
  const database = await check(ctx, async () => {
    await ctx.store.pool.query('SELECT 1');
    return undefined;
  });
  if (database !== 'ok') return { database };
  return {
    database,
    migrations: await check(ctx, async () => {
      const pending = await pendingMigrations({ client: ctx.store.pool, dir: migrationsDir });
      return pending.length === 0 ? undefined : `${pending.length} not applied`;
    }),
    delivery: await check(ctx, async () =>
      (await latestDelivery(ctx)) > DELIVERY_LATE ? 'late' : undefined,
    ),
    paging: await check(ctx, async () => ((await latestPaging(ctx)) > PAGING_LATE ? 'late' : undefined)),
    // Who looks whether all that is so, and would tell. After a start it is given time.
    auditor: await check(ctx, async () => {
      const ranAt = Math.max((await lastAudit(ctx))?.getTime() ?? 0, since.getTime());
      return ctx.now().getTime() - ranAt > AUDIT_LATE ? 'late' : undefined;
    }),
  };
}

async function check(ctx: Ctx, look: () => Promise<string | undefined>): Promise<string> {
  try {
    return (await look()) ?? 'ok';
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'a readiness check failed');
    return 'unavailable';
  }
}

/** Programs with a token of scope admin; and a collector on this machine that no proxy stands before. */
function mayReadMetrics(around: Surroundings, authenticate: Authenticate): RequestHandler {
  return async (req, res, next) => {
    if (isLocal(req)) return next();
    const ctx = createContext(around, { kind: 'nobody' }, { channel: 'api', requestId: requestIdOf(res) });
    const { actor } = await authenticate(ctx, req);
    if (actor.kind === 'person') fail('forbidden', 'Metrics are for a token with the scope admin.');
    requireScope(actor, 'admin');
    next();
  };
}

const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

function isLocal(req: Request): boolean {
  const address = req.socket.remoteAddress ?? '';
  const loopback = /^(::ffff:)?127\.|^::1$/.test(address);
  return loopback && PROXY_HEADERS.every((name) => req.headers[name] === undefined);
}

// Reads nothing but the partial index on what waits.
const WAITING = statement<{ waiting: number }>(
  'outbox-waiting',
  `SELECT count(*)::int AS waiting FROM notice WHERE state IN ('pending', 'sending')`,
);
const OPEN = statement<{ queue: string; open: number }>(
  'open-by-queue',
  `SELECT q.name AS queue, count(t.id)::int AS open
     FROM queue q LEFT JOIN ticket t ON t.queue_id = q.id AND t.state IN ('new', 'in_progress', 'on_hold')
    WHERE q.archived_at IS NULL GROUP BY q.id`,
);

/** What stands in the database is asked when somebody scrapes. While it is away these have no value. */
function measureStore(ctx: Ctx, { registry }: Metrics): void {
  const registers = [registry];
  new Gauge({
    name: 'deskbell_outbox_waiting',
    help: 'Notices to be delivered',
    registers,
    async collect() {
      const [row] = await WAITING(ctx).catch(() => []);
      if (row) this.set(row.waiting);
    },
  });
  new Gauge({
    name: 'deskbell_outbox_late_seconds',
    help: 'How long the notice that waits longest has been due',
    registers,
    async collect() {
      const late = await latestDelivery(ctx).catch(() => undefined);
      if (late !== undefined) this.set(late / 1000);
    },
  });
  new Gauge({
    name: 'deskbell_paging_late_seconds',
    help: 'How long the alert, the step or the page that waits longest has been due',
    registers,
    async collect() {
      const late = await latestPaging(ctx).catch(() => undefined);
      if (late !== undefined) this.set(late / 1000);
    },
  });
  new Gauge({
    name: 'deskbell_open_tickets',
    help: 'Open tickets by queue',
    labelNames: ['queue'],
    registers,
    async collect() {
      this.reset();
      for (const { queue, open } of await OPEN(ctx).catch(() => [])) this.set({ queue }, open);
    },
  });
}
