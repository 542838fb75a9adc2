import { setTimeout as sleep } from 'node:timers/promises';
import { latestPaging, PAGING_LATE } from '../domain/escalation/late.ts';
import { DELIVERY_LATE, latestDelivery } from '../domain/outbox/late.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';

/** What is wrong: people wait to be paged, messages to be delivered, or the database cannot be asked. */
type Breach = 'paging' | 'delivery' | 'database';

export type Auditor = {
  start(): void;
  stop(): Promise<void>;
  /** One look. Never rejects. */
  tick(): Promise<void>;
};

/** A database that does not answer for so long is away; in milliseconds. */
const LOOK_WITHIN = 10 * SECOND;
const TELL_WITHIN = 10 * SECOND;

/**
 * Looks every minute whether paging and delivery keep up, and tells an address outside by a road of its own, past
 * outbox and platforms. While all is well it hears `ok` each minute; a breach once, then nothing until it is over or
 * another one, so that silence alarms, too. What the address did not take is told again a minute later.
 */
export function createAuditor({ ctx, url }: { ctx: () => Ctx; url: string }): Auditor {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let told = '';
  const stopping = new AbortController();

  async function look(): Promise<void> {
    const breaches = await breachesNow(ctx(), stopping.signal);
    // At the end everything is late or away, and that is nobody's concern.
    if (stopping.signal.aborted) return;
    const now = breaches.join();
    if (now !== '' && now === told) return;
    if (now !== '') ctx().log.error({ breaches }, 'paging or delivery does not keep up');
    try {
      await tell(
        url,
        { status: now === '' ? 'ok' : 'breach', breaches, at: ctx().now().toISOString() },
        stopping.signal,
      );
      told = now;
    } catch (error) {
      // The address may hold a secret, and errors of fetch do not name it.
      ctx().log.warn({ error: messageOf(error) }, 'AUDIT_WEBHOOK_URL cannot be told how paging is doing');
    }
  }

  function tick(): Promise<void> {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    start() {
      timer = setInterval(() => void tick(), MINUTE);
      void tick();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
    tick,
  };
}

async function breachesNow(ctx: Ctx, stopping: AbortSignal): Promise<Breach[]> {
  const late = Promise.all([latestPaging(ctx), latestDelivery(ctx)]);
  const given = new AbortController();
  try {
    const found = await Promise.race([
      late,
      sleep(LOOK_WITHIN, undefined, { signal: AbortSignal.any([given.signal, stopping]), ref: false }),
    ]);
    if (!found) return ['database'];
    const [paging, delivery] = found;
    return [
      ...(paging > PAGING_LATE ? (['paging'] as const) : []),
      ...(delivery > DELIVERY_LATE ? (['delivery'] as const) : []),
    ];
  } catch {
    return ['database'];
  } finally {
    given.abort();
    // What comes after the race is nobody's.
    late.catch(() => {});
  }
}

async function tell(url: string, body: object, stopping: AbortSignal): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Deskbell' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.any([AbortSignal.timeout(TELL_WITHIN), stopping]),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}
