import type { z } from 'zod';
import { DEFAULT_PAGING, PagingRules, paging } from '../../contract/escalation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { actingPerson } from '../people/acting.ts';
import { requireAbout, requireStaff } from '../people/policy.ts';

/** How somebody wants to be paged. */
export async function getPaging(ctx: Ctx, input: { id: string }): Promise<PagingRules> {
  requireStaff(ctx);
  const { id } = parse(paging.get.input, input);
  const person = await ctx.db.person.findUnique({ where: { id }, select: { paging: true } });
  return person ? rulesOf(person.paging) : fail('not_found', 'There is no such person.');
}

/** Says how somebody is paged. */
export async function putPaging(ctx: Ctx, input: z.input<typeof paging.put.input>): Promise<PagingRules> {
  requireStaff(ctx);
  const { id, ...rules } = parse(paging.put.input, input);
  return inTransaction(ctx, async (ctx) => {
    const about = (await actingPerson(ctx, id)) ?? fail('not_found', 'There is no such person.');
    requireAbout(ctx, about);
    const before = await ctx.db.paging.findUnique({ where: { personId: id } });
    await ctx.db.paging.upsert({
      where: { personId: id },
      create: { personId: id, rules },
      update: { rules },
    });
    await audit(ctx, {
      action: 'person.paging',
      subject: { type: 'person', id },
      detail: { before: rulesOf(before), after: rules },
    });
    return rules;
  });
}

/** What they have said, or what holds for those who have said nothing. */
export const rulesOf = (said: { rules: unknown } | null): PagingRules =>
  PagingRules.safeParse(said?.rules).data ?? DEFAULT_PAGING;
