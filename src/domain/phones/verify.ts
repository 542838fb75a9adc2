import type { z } from 'zod';
import { type Phone, phone } from '../../contract/escalation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireSelf, requireStaff } from '../people/policy.ts';
import { isCode } from './code.ts';
import { lockPerson, phoneView } from './own.ts';

/**
 * The code that was sent there proves that the number is one's own. Whoever had it before has it no more: numbers are
 * given to others, and the code has just been read there.
 */
export async function verifyPhone(
  ctx: Ctx,
  input: z.input<typeof phone.verify.input>,
): Promise<Omit<Phone, 'offered'>> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { code } = parse(phone.verify.input, input);
  const verified = await inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId);
    const row = await ctx.db.phone.findUnique({ where: { personId } });
    if (!row) return fail('not_found', 'Say your number first.');
    if (row.verifiedAt) return row;
    if (!isCode(ctx, row, code)) {
      await ctx.db.phone.update({ where: { personId }, data: { codeTries: { increment: 1 } } });
      return null;
    }
    // One at a time for a number, so that of two who verify it the second one has it.
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`phone ${row.number}`}, 1))`;
    const others = { number: row.number, verifiedAt: { not: null }, personId: { not: personId } };
    const before = await ctx.db.phone.findMany({ where: others, select: { personId: true } });
    await ctx.db.phone.deleteMany({ where: others });
    await audit(ctx, {
      action: 'person.phone_verified',
      subject: { type: 'person', id: personId },
      detail: { number: row.number, from: before.map((one) => one.personId) },
    });
    return ctx.db.phone.update({
      where: { personId },
      data: { verifiedAt: ctx.now(), codeHash: null, codeExpiresAt: null },
    });
  });
  // Told outside, so that the wrong try is counted.
  return verified
    ? phoneView(verified)
    : failField('code', 'This is not the code that was sent last, or it is too old. Ask for a new one.');
}
