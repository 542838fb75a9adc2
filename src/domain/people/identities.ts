import type { z } from 'zod';
import { Identity, type Person } from '../../contract/people.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requirePerson } from './policy.ts';
import { PERSON, personView } from './view.ts';

/**
 * Joins an account to a person, who may have any number of them; whoever had it before has it no more. What they did
 * until then stays theirs.
 */
export async function joinIdentity(ctx: Ctx, input: z.input<typeof Identity>): Promise<Person> {
  requireAdmin(ctx);
  const { id, channel, externalId } = parse(Identity, input);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
    const where = { channel_externalId: { channel, externalId } };
    const before = await ctx.db.identity.findUnique({ where });
    const person = await ctx.db.person.findUnique({ where: { id }, include: PERSON });
    if (!person) fail('not_found', 'There is no such person.');
    if (before?.personId === id) return personView(person);
    await ctx.db.identity.upsert({
      where,
      create: { id: ctx.newId(), personId: id, channel, externalId, createdAt: ctx.now() },
      update: { personId: id, createdAt: ctx.now() },
    });
    await audit(ctx, {
      action: 'person.join',
      subject: { type: 'person', id },
      detail: { channel, account: externalId, from: before?.personId ?? null },
    });
    return changed(ctx, id);
  });
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

/** Of the chats that they have, somebody chooses the one where Deskbell writes to them first. */
export async function preferChannel(ctx: Ctx, channel: string): Promise<void> {
  const { id } = requirePerson(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { preferredChannel: before } = await ctx.db.person.findUniqueOrThrow({ where: { id } });
    if (before === channel) return;
    await ctx.db.person.update({ where: { id }, data: { preferredChannel: channel, updatedAt: ctx.now() } });
    await audit(ctx, {
      action: 'person.update',
      subject: { type: 'person', id },
      detail: { before: { preferredChannel: before }, after: { preferredChannel: channel } },
    });
  });
}
