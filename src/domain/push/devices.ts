import type { z } from 'zod';
import { AddPushDevice, type Push, type PushDevice, push } from '../../contract/push.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { encrypt, hashSecret } from '../../lib/crypto.ts';
import { fail, failField } from '../../lib/errors.ts';
import { mayBeAsked } from '../../lib/outside.ts';
import { parse } from '../../lib/parse.ts';
import type { PushDevice as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { arePushKeys } from '../../lib/web-push.ts';
import { audit } from '../audit/record.ts';
import { requirePerson, requireSelf, requireStaff } from '../people/policy.ts';
import { lockPerson } from '../phones/own.ts';
import { directoryOf } from '../settings/directory.ts';
import { publicPushKey } from './keys.ts';

/** Each is pushed to by every page. */
const MOST = 10;
/** Hex digits: 128 bits. */
const FINGERPRINT = 32;

/** The browsers in which one is paged, the oldest first, and the key with which a browser subscribes. */
export async function getPush(ctx: Ctx, key: Buffer): Promise<Push> {
  requireStaff(ctx);
  const { id: personId } = requirePerson(ctx);
  const rows = await ctx.db.pushDevice.findMany({ where: { personId }, orderBy: { id: 'asc' } });
  return { publicKey: await publicPushKey(ctx, key), devices: rows.map(view) };
}

/**
 * Pages oneself in a browser from now on. The same browser again is the same device; whoever it paged before has it no
 * more.
 * @throws `conflict` when there are ten already
 */
export async function addDevice(
  ctx: Ctx,
  key: Buffer,
  input: z.input<typeof AddPushDevice>,
): Promise<PushDevice> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { endpoint, keys, name } = parse(AddPushDevice, input);
  if (!arePushKeys(keys)) failField('keys', 'are no keys of a browser');
  const { settings } = await directoryOf(ctx);
  if (!mayBeAsked(endpoint, settings.allowedHosts)) {
    failField(
      'endpoint',
      'must be a public address with https://. An admin can allow others in the settings.',
    );
  }
  const fingerprint = hashSecret(endpoint).slice(0, FINGERPRINT);
  return inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId);
    const before = await ctx.db.pushDevice.findUnique({ where: { fingerprint } });
    const others = await ctx.db.pushDevice.count({ where: { personId, fingerprint: { not: fingerprint } } });
    if (others >= MOST) fail('conflict', `You have ${MOST} devices already. Remove one before.`);
    const subscription = new Uint8Array(encrypt(key, JSON.stringify({ endpoint, keys }), fingerprint));
    const known = { personId, name: wellFormed(name), subscription };
    const row = await ctx.db.pushDevice.upsert({
      where: { fingerprint },
      create: { id: ctx.newId(), fingerprint, ...known, createdAt: ctx.now() },
      update: known,
    });
    if (before?.personId !== personId || before.name !== row.name) {
      await audit(ctx, {
        action: 'person.push_add',
        subject: { type: 'person', id: personId },
        detail: { device: row.id, name: row.name, from: before?.personId ?? null },
      });
    }
    return view(row);
  });
}

/** Pages oneself in a browser no more. */
export async function removeDevice(ctx: Ctx, input: { id: string }): Promise<void> {
  requireStaff(ctx);
  const { id: personId } = requireSelf(ctx);
  const { id } = parse(push.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const device = await ctx.db.pushDevice.findFirst({ where: { id, personId } });
    const { count } = await ctx.db.pushDevice.deleteMany({ where: { id, personId } });
    if (!device || count === 0) return fail('not_found', 'You have no such device.');
    await audit(ctx, {
      action: 'person.push_remove',
      subject: { type: 'person', id: personId },
      detail: { device: id, name: device.name },
    });
  });
}

const view = ({ id, name, fingerprint, createdAt, pushedAt }: Row): PushDevice => ({
  ...{ id, name, fingerprint },
  createdAt: createdAt.toISOString(),
  pushedAt: pushedAt?.toISOString() ?? null,
});
