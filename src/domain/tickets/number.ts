import type { Ctx } from '../../lib/context.ts';

const PREFIX = { incident: 'INC', request: 'REQ', change: 'CHG', problem: 'PRB' } as const;

/** The next number of a kind, such as `INC-1042`: unique, not free of gaps. */
export async function freshNumber(ctx: Ctx, kind: keyof typeof PREFIX): Promise<string> {
  const [row] = await ctx.db.$queryRaw<[{ next: number }]>`
    SELECT nextval(${`ticket_number_${kind}`}::regclass)::int AS next`;
  return `${PREFIX[kind]}-${row.next}`;
}
