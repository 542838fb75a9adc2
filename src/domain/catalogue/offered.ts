import type { z } from 'zod';
import type { CatalogueContent, catalogue, OfferedItem } from '../../contract/catalogue.ts';
import type { ActingPerson, Ctx } from '../../lib/context.ts';
import type { CatalogueItem as Row } from '../../lib/prisma/client.ts';
import { isStaff } from '../people/acting.ts';
import { requirePerson } from '../people/policy.ts';

/** What the caller may ask for where they are, by category and name. Words find it by name, description and category. */
export async function listOffered(
  ctx: Ctx,
  input: z.input<typeof catalogue.offered.input> = {},
): Promise<{ items: OfferedItem[] }> {
  const person = requirePerson(ctx);
  const words = (input.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = await ctx.db.catalogueItem.findMany({ where: { archivedAt: null }, orderBy: { name: 'asc' } });
  const items = rows
    .filter((row) => isOffered(contentOf(row), person, ctx.origin.channel))
    .map(offeredView)
    .filter(({ name, description, category }) => {
      const text = `${name} ${description} ${category}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  return {
    items: items.sort((a, b) => a.category.localeCompare(b.category) || a.name.localeCompare(b.name)),
  };
}

/** Guests and people from outside ask for nothing. What the API asks for is asked for in the portal. */
export function isOffered(
  { audience, channels }: Pick<CatalogueContent, 'audience' | 'channels'>,
  person: ActingPerson,
  channel: string,
): boolean {
  if (person.guest || person.external) return false;
  const where = channel === 'slack' || channel === 'teams' ? channel : 'web';
  if (channels.length > 0 && !channels.includes(where)) return false;
  if (audience.who === 'everybody') return true;
  return audience.who === 'agents'
    ? isStaff(person)
    : audience.teamIds.some((id) => person.teamIds.includes(id));
}

export const contentOf = ({ content }: Pick<Row, 'content'>): CatalogueContent => content as CatalogueContent;

function offeredView(row: Row): OfferedItem {
  const { icon, description, category, fields, cost, approvalPolicyId } = contentOf(row);
  return {
    ...{ id: row.id, name: row.name, version: row.version, icon, description, category, fields, cost },
    needsApproval: approvalPolicyId !== null,
  };
}
