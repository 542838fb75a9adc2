import type { z } from 'zod';
import { type Phone, phone } from '../../contract/escalation.ts';
import { HOUR } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requirePerson, requireSelf, requireStaff } from '../people/policy.ts';

type OwnPhone = Omit<Phone, 'offered'>;

/** How many codes are sent to somebody in so long: whose number it is may not want them. */
const MOST_CODES = 5;
const WITHIN = HOUR;

/** The phone number by which one is paged. */
export async function getPhone(ctx: Ctx): Promise<OwnPhone> {
  requireStaff(ctx);
  const { id: personId } = requirePerson(ctx);
  return phoneView(await ctx.db.phone.findUnique({ where: { personId } }));
}

/**
 * Says by which number one is paged, and has a code sent there. Until that is typed, nothing else is sent there.
 * @throws `unavailable` where the desk can send no SMS, `rate_limited` after five codes in an hour
 */
export async function putPhone(
  ctx: Ctx,
  input: z.input<typeof phone.put.input>,
  offered: boolean,
): Promise<OwnPhone> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { number } = parse(phone.put.input, input);
  if (!offered) fail('unavailable', 'This desk can send no SMS. An admin can set it up.');
  return inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId);
    const before = await ctx.db.phone.findUnique({ where: { personId } });
    if (before?.number === number && before.verifiedAt) return phoneView(before);
    const now = ctx.now();
    const codes = await ctx.db.page.count({
      where: { personId, purpose: 'code', createdAt: { gt: new Date(now.getTime() - WITHIN) } },
    });
    if (codes >= MOST_CODES) fail('rate_limited', 'That were many codes. Please try again in an hour.');
    const fresh = { number, codeHash: null, codeExpiresAt: null, verifiedAt: null, stoppedAt: null };
    const row = await ctx.db.phone.upsert({
      where: { personId },
      create: { personId, ...fresh, createdAt: now },
      update: { ...fresh, codeTries: 0 },
    });
    await cancelCodes(ctx, personId);
    await ctx.db.page.create({
      data: {
        ...{ id: ctx.newId(), purpose: 'code', personId, target: personId, round: 0, step: 0, way: 0 },
        ...{ via: 'sms', channel: 'sms', conversation: number },
        ...{ dueAt: now, workAt: now, createdAt: now },
      },
    });
    await noteChange(ctx, personId, { before: before?.number ?? null, after: number });
    ctx.publish({ topic: 'pages' });
    return phoneView(row);
  });
}

/** Takes the number away. */
export async function removePhone(ctx: Ctx): Promise<void> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  await inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId);
    const before = await ctx.db.phone.findUnique({ where: { personId } });
    if (!before) return;
    await ctx.db.phone.delete({ where: { personId } });
    await cancelCodes(ctx, personId);
    await noteChange(ctx, personId, { before: before.number, after: null });
  });
}

/** What waits to be sent to the number before is not sent any more. */
async function cancelCodes(ctx: Ctx, personId: string): Promise<void> {
  await ctx.db.page.updateMany({
    where: { personId, purpose: 'code', state: 'waiting' },
    data: { state: 'cancelled', workAt: null },
  });
}

/** One at a time for a person. */
export async function lockPerson(ctx: Ctx, personId: string): Promise<void> {
  await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
}

const noteChange = (ctx: Ctx, id: string, detail: { before: string | null; after: string | null }) =>
  audit(ctx, { action: 'person.phone', subject: { type: 'person', id }, detail });

type Row = { number: string; verifiedAt: Date | null; stoppedAt: Date | null };

export const phoneView = (row: Row | null): OwnPhone => ({
  number: row?.number ?? null,
  verified: row?.verifiedAt != null,
  stopped: row?.stoppedAt != null,
});
