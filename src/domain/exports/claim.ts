import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import type { Export, Prisma } from '../../lib/prisma/client.ts';

/** How many are written at a time, whatever the number of processes; and never two for one person. */
const MOST_RUNNING = 2;
/** Longer than any page takes to be read, short enough that a crash is made up soon. */
const LEASE = MINUTE;
/** What ends the process each time is not tried for ever. */
const MOST_ATTEMPTS = 5;

const IN_LINE: Prisma.ExportOrderByWithRelationInput[] = [{ createdAt: 'asc' }, { id: 'asc' }];

/** Takes the next one that may be written now, for the time of a lease. */
export async function claimExport(ctx: Ctx): Promise<Export | undefined> {
  if (!(await ctx.db.export.findFirst({ where: free(ctx), select: { id: true } }))) return undefined;
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('exports', 3))`;
    const running = await ctx.db.export.findMany({
      where: { state: 'running', leaseUntil: { gt: ctx.now() } },
      select: { personId: true },
    });
    if (running.length >= MOST_RUNNING) return undefined;
    const next = await ctx.db.export.findFirst({
      where: { ...free(ctx), personId: { notIn: running.map(({ personId }) => personId) } },
      orderBy: IN_LINE,
    });
    if (!next) return undefined;
    return ctx.db.export.update({
      where: { id: next.id },
      data: {
        ...{ state: 'running', attempts: { increment: 1 }, leaseUntil: leaseFrom(ctx) },
        ...{ startedAt: ctx.now(), done: 0, total: null },
      },
    });
  });
}

/** It waits, or who was at it is gone. */
const free = (ctx: Ctx): Prisma.ExportWhereInput => ({
  OR: [{ state: 'waiting' }, { state: 'running', leaseUntil: { lte: ctx.now() } }],
});

export const leaseFrom = (ctx: Ctx) => new Date(ctx.now().getTime() + LEASE);

export const isHopeless = ({ attempts }: Export): boolean => attempts > MOST_ATTEMPTS;
