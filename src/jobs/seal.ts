import { setTimeout as sleep } from 'node:timers/promises';
import { keepHead } from '../domain/audit/anchor.ts';
import { type Head, sealAudit } from '../domain/audit/seal.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';

export type SealerOptions = {
  /** A context of the system. */
  ctx: () => Ctx;
  /** `deriveKey(secretKey, 'audit chain')` */
  key: Buffer;
  /** Where the newest hash is noted, see domain/audit/anchor.ts. */
  dataDir: string;
  /** Entries a transaction. */
  batch?: number;
  /** How long news is collected before sealing, in milliseconds. */
  collect?: number;
  /** How often to look without news, in milliseconds. */
  every?: number;
};

export type Sealer = {
  start(): void;
  /** Seals what is left, notes the head, and waits for that. */
  stop(): Promise<void>;
  /** Seals until nothing is left. Never rejects, never overlaps itself: a call during another runs after it. */
  tick(): Promise<void>;
};

/** A lasting trouble is told at once and then once in so many ticks. */
const TELL_EVERY = 60;
const LAST_TRIES = 20;
const LAST_WAIT = 50;

/** Keeps the audit log sealed: an entry stands in the chain within about a second. */
export function createSealer(options: SealerOptions): Sealer {
  const { ctx, key, dataDir, batch = 1000, collect = 200, every = SECOND } = options;
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};
  const failures = { seal: 0, note: 0 };

  function tick(force = false): Promise<void> {
    if (!running) {
      running = run(force).finally(() => {
        running = undefined;
      });
      return running;
    }
    again ??= running.then(() => {
      again = undefined;
      return tick(force);
    });
    return again;
  }

  async function run(force: boolean): Promise<void> {
    const head = await attempt('seal', 'the audit log cannot be sealed', () => sealAll(force));
    if (!head) return;
    // Apart, since a folder that cannot be written must not keep the chain from growing.
    await attempt('note', 'the head of the audit chain cannot be noted', () =>
      keepHead(ctx(), { key, dataDir }, head, { force }),
    );
  }

  async function sealAll(force: boolean): Promise<Head | null> {
    for (let tries = 1; ; ) {
      const { sealed, head, busy } = await sealAudit(ctx(), key, { batch });
      if (busy && force && tries < LAST_TRIES) {
        tries += 1;
        await sleep(LAST_WAIT);
      } else if (sealed < batch) return head;
    }
  }

  async function attempt<Result>(
    what: keyof typeof failures,
    words: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      const result = await work();
      if (failures[what] > 0) ctx().log.info({ failures: failures[what] }, `no longer: ${words}`);
      failures[what] = 0;
      return result;
    } catch (error) {
      if (failures[what] % TELL_EVERY === 0) ctx().log.error({ error: messageOf(error) }, words);
      failures[what] += 1;
      return undefined;
    }
  }

  return {
    start() {
      unsubscribe = ctx().bus.subscribe((news) => {
        if (news.topic !== 'audit') return;
        waking ??= setTimeout(() => {
          waking = undefined;
          void tick();
        }, collect);
      });
      timer = setInterval(() => void tick(), every);
      void tick();
    },
    async stop() {
      unsubscribe();
      clearInterval(timer);
      clearTimeout(waking);
      waking = undefined;
      await running;
      await again;
      await tick(true);
    },
    tick: () => tick(),
  };
}
