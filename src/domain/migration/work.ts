import type { Migration, MigrationItem } from '../../contract/migrations.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { DeskbellError, fail, isDeskbellError } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { migrationOf } from './batches.ts';

/**
 * One at a time works on a migration, thing by thing, each in a transaction of its own. Whoever works says until when
 * they are at it; a process that died leaves it to whoever asks next.
 */
const TERM = 2 * MINUTE;

/** By which entries of the audit log are known to belong to a batch. */
export const markOf = (migrationId: string): string => `migration ${migrationId}`;

export type Run = {
  id: string;
  /** Does one thing and notes it; what the desk refuses of it is the answer, and is noted by `refused`. */
  step(ref: string, work: (ctx: Ctx) => Promise<Noted>, refused: (why: string) => Noted): Promise<void>;
};
export type Noted = Pick<MigrationItem, 'outcome' | 'why' | 'recordId'> & { create?: NewItem };
/** What stands in its row for good. */
export type NewItem = Omit<MigrationItem, 'outcome' | 'why' | 'recordId' | 'place'> & {
  place: number;
  foundAt: string;
};

type Ways = {
  from: readonly Migration['state'][];
  during: 'applying' | 'undoing';
  after: 'applied' | 'undone';
  action: string;
  otherwise: string;
};

/** @throws `conflict` while somebody is at work on it, or where it cannot be done now */
export async function working<Result>(
  ctx: Ctx,
  id: string,
  { from, during, after, action, otherwise }: Ways,
  prepare: (ctx: Ctx) => Promise<{ total: number; work: (ctx: Ctx, run: Run) => Promise<Result> }>,
): Promise<Result> {
  await migrationOf(ctx, id);
  const run = ctx.newId();
  await inTransaction(ctx, async (ctx) => {
    const isFree = { OR: [{ state: { in: [...from] } }, { state: during, runUntil: { lt: ctx.now() } }] };
    const { count } = await ctx.db.migration.updateMany({
      where: { id, ...isFree },
      data: { state: during, run, runUntil: until(ctx), done: 0 },
    });
    if (count === 0) await sayWhyNot(ctx, id, otherwise);
    await audit(ctx, { action, subject: { type: 'migration', id } });
  });
  const own = { ...ctx, origin: { ...ctx.origin, requestId: markOf(id) } };
  const { total, work } = await prepare(own);
  await ctx.db.migration.updateMany({ where: { id, run }, data: { total } });
  const result = await work(own, { id, step: (...step) => takeStep(own, { id, run }, ...step) });
  const now = ctx.now();
  await ctx.db.migration.updateMany({
    where: { id, run },
    data: {
      state: after,
      run: null,
      runUntil: null,
      ...(after === 'applied' ? { appliedAt: now } : { undoneAt: now }),
    },
  });
  return result;
}

const until = (ctx: Ctx) => new Date(ctx.now().getTime() + TERM);

async function sayWhyNot(ctx: Ctx, id: string, otherwise: string): Promise<never> {
  const { state } = await migrationOf(ctx, id);
  const isBusy = state === 'applying' || state === 'undoing';
  return fail('conflict', isBusy ? 'It is being worked on already. Look again in a moment.' : otherwise);
}

type Own = { id: string; run: string };

async function takeStep(ctx: Ctx, own: Own, ref: string, ...[work, refused]: Tail<Parameters<Run['step']>>) {
  try {
    await inTransaction(ctx, async (ctx) => {
      await goOn(ctx, own);
      await note(ctx, own.id, ref, await work(ctx));
    });
  } catch (error) {
    if (!isDeskbellError(error) || error.code === 'unavailable' || error === LOST) throw error;
    await inTransaction(ctx, async (ctx) => {
      await goOn(ctx, own);
      await note(ctx, own.id, ref, refused(error.message));
    });
  }
}

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

/** Somebody else is at it by now. */
const LOST = new DeskbellError('conflict', 'Another request has taken this over.');

async function goOn(ctx: Ctx, { id, run }: Own): Promise<void> {
  const { count } = await ctx.db.migration.updateMany({
    where: { id, run },
    data: { runUntil: until(ctx), done: { increment: 1 } },
  });
  if (count === 0) throw LOST;
}

async function note(ctx: Ctx, migrationId: string, ref: string, { create, ...noted }: Noted): Promise<void> {
  const where = { migrationId_ref: { migrationId, ref } };
  const data = { ...noted, at: ctx.now() };
  if (create) {
    await ctx.db.migrationItem.upsert({
      where,
      create: { migrationId, ref, ...create, ...data },
      update: { ...create, ...data },
    });
  } else await ctx.db.migrationItem.update({ where, data });
}
