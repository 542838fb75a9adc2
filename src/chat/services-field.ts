import type { Field } from '../contract/card.ts';
import { listServices } from '../domain/services/services.ts';
import type { Ctx } from '../lib/context.ts';

/** So many can be chosen from in a form. */
const MOST = 100;

/** Which services it is about, in a form; nothing where there are none. */
export async function servicesField(ctx: Ctx, label: string): Promise<Field[]> {
  const { items } = await listServices(ctx);
  const options = items
    .filter(({ archivedAt }) => archivedAt === null)
    .slice(0, MOST)
    .map(({ id, name }) => ({ value: id, label: name }));
  return options.length > 0 ? [{ type: 'choices', name: 'services', label, required: false, options }] : [];
}
