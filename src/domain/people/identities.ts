import type { z } from 'zod';
import { Identity, JoinIdentity, type Person, type PersonRef } from '../../contract/people.ts';
import { PreferChannel } from '../../contract/session.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { channelsOf } from './home.ts';
import { requireAdmin, requireSelf } from './policy.ts';
import { PERSON, personView } from './view.ts';

/**
 * Joins an account to a person, who may have any number of them; whoever had it before has it no more. What they did
 * until then stays theirs.
 * @throws `conflict` when `from` is told and somebody else has it, with who that is
 */
export async function joinIdentity(ctx: Ctx, input: z.input<typeof JoinIdentity>): Promise<Person> {
  requireAdmin(ctx);
  const { id, from, ...account } = parse(JoinIdentity, input);
  return inTransaction(ctx, async (ctx) => {
    // One at a time for an account, so that of two who know of nobody the second is told of the first.
    const key = `${account.channel} ${account.externalId}`;
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 1))`;
    const person = await ctx.db.person.findUnique({ where: { id }, include: PERSON });
    if (!person) fail('not_found', 'There is no such person.');
    const where = { channel_externalId: account };
    const before = await ctx.db.identity.findUnique({ where, include: { person: { select: REF } } });
    if (before?.personId === id) return personView(person);
    if (from !== undefined && from !== (before?.personId ?? null)) failTaken(before?.person ?? null);
    await ctx.db.identity.upsert({
      where,
      create: { id: ctx.newId(), personId: id, ...account, createdAt: ctx.now() },
      update: { personId: id, createdAt: ctx.now() },
    });
    await audit(ctx, {
      action: 'person.join',
      subject: { type: 'person', id },
      detail: { channel: account.channel, account: account.externalId, from: before?.personId ?? null },
    });
    return changed(ctx, id);
  });
}

const REF = { id: true, name: true } as const;

function failTaken(person: PersonRef | null): never {
  const words = person ? `${person.name} has this account now.` : 'Nobody has this account any more.';
  return fail('conflict', words, { data: { person } });
}

/** Parts an account from a person. Who writes with it next is known by the address that its channel vouches for. */
export async function partIdentity(ctx: Ctx, input: z.input<typeof Identity>): Promise<Person> {
  requireAdmin(ctx);
  const { id, channel, externalId } = parse(Identity, input);
  return inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.identity.deleteMany({ where: { personId: id, channel, externalId } });
    if (count === 0) fail('not_found', 'This person has no such account.');
    await audit(ctx, {
      action: 'person.part',
      subject: { type: 'person', id },
      detail: { channel, account: externalId },
    });
    return changed(ctx, id);
  });
}

async function changed(ctx: Ctx, id: string): Promise<Person> {
  ctx.publish({ topic: 'directory' });
  return personView(await ctx.db.person.findUniqueOrThrow({ where: { id }, include: PERSON }));
}

/** Of the chats that they have, somebody chooses the one where Deskbell writes to them first; or the portal. */
export async function preferChannel(ctx: Ctx, input: { channel: string }): Promise<void> {
  const { id } = requireSelf(ctx);
  const { channel } = parse(PreferChannel, input);
  await inTransaction(ctx, async (ctx) => {
    const { channels } = await channelsOf(ctx, id);
    if (!channels.includes(channel))
      failField('channel', 'Deskbell does not know you there yet. Write to it first.');
    const { preferredChannel: before } = await ctx.db.person.findUniqueOrThrow({ where: { id } });
    if (before === channel) return;
    await ctx.db.person.update({ where: { id }, data: { preferredChannel: channel, updatedAt: ctx.now() } });
    await audit(ctx, {
      action: 'person.update',
      subject: { type: 'person', id },
      detail: { before: { preferredChannel: before }, after: { preferredChannel: channel } },
    });
    ctx.publish({ topic: 'directory' });
  });
}
