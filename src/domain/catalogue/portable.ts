import { stringify } from 'yaml';
import { z } from 'zod';
import { type CatalogueItem, CreateItem, catalogue } from '../../contract/catalogue.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { checkNames, readYaml, referencesIn, saying, turned } from '../portable.ts';
import { createItem, listItems, updateItem } from './items.ts';

const Portable = z.strictObject({ catalogue: z.array(z.record(z.string(), z.unknown())).max(500) });

/** All items that are not archived. */
export async function exportItems(ctx: Ctx): Promise<{ yaml: string }> {
  requireAdmin(ctx);
  const { items } = await listItems(ctx);
  const entries = items
    .filter(({ archived }) => !archived)
    .map(({ id: _, version: __, archived: ___, ...item }) => parse(CreateItem, item));
  const names = new Map((await referencesIn(ctx, entries)).map(({ id, name }) => [id, name]));
  return { yaml: stringify({ catalogue: turned(entries, names) }) };
}

/**
 * Takes items in: those of a known name are changed, others are added, none is removed. All or none.
 * @throws `invalid` for what is no YAML, no item, or refers to what there is not
 */
export async function importItems(
  ctx: Ctx,
  input: z.input<typeof catalogue.import.input>,
): Promise<{ added: number; changed: number; unchanged: number }> {
  requireAdmin(ctx);
  const { yaml } = parse(catalogue.import.input, input);
  const { tree, lineOf } = readYaml(yaml, 'catalogue');
  const { catalogue: wanted } = parse(Portable, tree);
  const ids = new Map((await referencesIn(ctx, wanted)).map(({ id, name }) => [name, id]));
  return inTransaction(ctx, async (ctx) => {
    const known = new Map((await listItems(ctx)).items.map((item) => [item.name, item]));
    const counts = { added: 0, changed: 0, unchanged: 0 };
    for (const [index, one] of wanted.entries()) {
      const outcome = await saying({ root: 'catalogue', one: 'Item', index, line: lineOf(index) }, () => {
        checkNames(one, ids);
        return takeIn(ctx, parse(CreateItem, turned(one, ids)), known);
      });
      counts[outcome] += 1;
    }
    return counts;
  });
}

async function takeIn(
  ctx: Ctx,
  item: z.output<typeof CreateItem>,
  known: ReadonlyMap<string, CatalogueItem>,
): Promise<'added' | 'changed' | 'unchanged'> {
  const before = known.get(item.name);
  if (!before) {
    await createItem(ctx, item);
    return 'added';
  }
  const after = await updateItem(ctx, { id: before.id, archived: false, ...item });
  return after.version === before.version && !before.archived ? 'unchanged' : 'changed';
}
