import type { z } from 'zod';
import { CreatePerson, type Person } from '../../contract/people.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { onTaken } from '../taken.ts';
import { requireAdmin } from './policy.ts';
import { refuseRolesOfOutsiders } from './roles.ts';
import { PERSON, personView } from './view.ts';

export const EMAIL_TAKEN = 'Somebody with this e-mail address is there already.';

/**
 * Adds a person.
 * @throws `conflict` when the address is taken
 */
export async function createPerson(ctx: Ctx, input: z.input<typeof CreatePerson>): Promise<Person> {
  requireAdmin(ctx);
  const { name, ...wanted } = parse(CreatePerson, input);
  refuseRolesOfOutsiders(wanted);
  return onTaken(EMAIL_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      if (await ctx.db.person.findUnique({ where: { email: wanted.email }, select: { id: true } })) {
        fail('conflict', EMAIL_TAKEN);
      }
      const now = ctx.now();
      const person = await ctx.db.person.create({
        data: { id: ctx.newId(), name: wellFormed(name), ...wanted, createdAt: now, updatedAt: now },
        include: PERSON,
      });
      await audit(ctx, {
        action: 'person.create',
        subject: { type: 'person', id: person.id },
        detail: { after: { name: person.name, ...wanted } },
      });
      ctx.publish({ topic: 'directory' });
      return personView(person);
    }),
  );
}
