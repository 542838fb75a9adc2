import { setTimeout as sleep } from 'node:timers/promises';
import { claimAudit, type Mailed, noteMailed } from '../../domain/escalation/audit-run.ts';
import { latestPaging, PAGING_LATE } from '../../domain/escalation/late.ts';
import { DELIVERY_LATE, latestDelivery } from '../../domain/outbox/late.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { type AuditMail, type Breach, type Found, isDue, mail, ping } from './roads.ts';

export type Auditor = {
  start(): void;
  stop(): Promise<void>;
  /** One look. Never rejects. */
  tick(): Promise<void>;
};

export type AuditorOptions = {
  ctx: () => Ctx;
  publicUrl: () => string;
  /** Unset: no address is told. */
  url?: string | undefined;
  /** Unset: nobody is told by mail. */
  mailTo?: AuditMail | undefined;
};

/** A database that does not answer for so long is away; in milliseconds. */
const LOOK_WITHIN = 10 * SECOND;

/**
 * Looks every minute whether paging and delivery keep up, and tells of it by roads of its own, past outbox and
 * platforms; of several workers one does. An address hears `ok` each minute while all is well; a breach once, then
 * nothing until it is over or another one, so that silence alarms, too. By mail a breach is told once, again each so many
 * minutes, and that it is over. What was not taken is told again a minute later.
 */
export function createAuditor({ ctx, publicUrl, url, mailTo }: AuditorOptions): Auditor {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let pinged = '';
  let mailed: Mailed = { breaches: '', at: null };
  const by = ctx().newId();
  const stopping = new AbortController();

  async function look(): Promise<void> {
    const { breaches, before, isOthers } = await breachesNow(ctx(), by, stopping.signal);
    // At the end everything is late or away, and that is nobody's concern.
    if (stopping.signal.aborted || isOthers) return;
    const found: Found = { breaches, at: ctx().now() };
    if (before && (before.at?.getTime() ?? 0) > (mailed.at?.getTime() ?? 0)) mailed = before;
    if (breaches.length > 0 && breaches.join() !== pinged) {
      ctx().log.error({ breaches }, 'paging or delivery does not keep up');
    }
    await Promise.all([tellByPing(found), tellByMail(found)]);
  }

  async function tellByPing(found: Found): Promise<void> {
    const now = found.breaches.join();
    if (now !== '' && now === pinged) return;
    try {
      if (url !== undefined) await ping(url, found, stopping.signal);
      pinged = now;
    } catch (error) {
      ctx().log.warn({ error: messageOf(error) }, 'AUDIT_WEBHOOK_URL cannot be told how paging is doing');
    }
  }

  async function tellByMail(found: Found): Promise<void> {
    if (!mailTo || !isDue(mailed, found, mailTo.repeatMinutes)) return;
    try {
      await mail(mailTo, found, publicUrl());
      mailed = { breaches: found.breaches.join(), at: found.at };
    } catch (error) {
      ctx().log.warn({ error: messageOf(error) }, 'AUDIT_MAIL_TO cannot be told how paging is doing');
      return;
    }
    // A database that is away is what was told of.
    await noteMailed(ctx(), mailed).catch(() => {});
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

type Look = { breaches: Breach[]; before?: Mailed | undefined; isOthers?: boolean };

async function breachesNow(ctx: Ctx, by: string, stopping: AbortSignal): Promise<Look> {
  const late = Promise.all([claimAudit(ctx, by), latestPaging(ctx), latestDelivery(ctx)]);
  const given = new AbortController();
  try {
    const found = await Promise.race([
      late,
      sleep(LOOK_WITHIN, undefined, { signal: AbortSignal.any([given.signal, stopping]), ref: false }),
    ]);
    if (!found) return { breaches: ['database'] };
    const [before, paging, delivery] = found;
    if (!before) return { breaches: [], isOthers: true };
    return {
      before,
      breaches: [
        ...(paging > PAGING_LATE ? (['paging'] as const) : []),
        ...(delivery > DELIVERY_LATE ? (['delivery'] as const) : []),
      ],
    };
  } catch {
    return { breaches: ['database'] };
  } finally {
    given.abort();
    // What comes after the race is nobody's.
    late.catch(() => {});
  }
}
