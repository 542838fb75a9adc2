import { type MigrationPlan, migrations } from '../../contract/migrations.ts';
import type { SourceName } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { migrationOf, planNow, planView } from './batches.ts';
import type { IdOf, Planned } from './plan.ts';
import { type NewItem, type Run, working } from './work.ts';

/** The key of a door that was opened; it is kept nowhere. */
export type OpenedDoor = {
  integrationId: string;
  service: string;
  integration: string;
  source: SourceName;
  key: string;
};

/**
 * Makes what a plan says, as the desk is now, by the same verbs as by hand. What is there already stays as it is, so
 * once more changes nothing, and tries again what had failed.
 * @throws `conflict` while it is being worked on
 */
export async function applyMigration(
  ctx: Ctx,
  input: { id: string },
): Promise<{ migration: MigrationPlan; opened: OpenedDoor[] }> {
  requireAdmin(ctx);
  const { id } = parse(migrations.apply.input, input);
  const keys = await working(ctx, id, WAYS, async (ctx) => {
    const items = await planNow(ctx, await migrationOf(ctx, id));
    return { total: items.length, work: (ctx, run) => makeAll(ctx, run, items) };
  });
  return { migration: await planView(ctx, await migrationOf(ctx, id)), opened: await openedBy(ctx, keys) };
}

const WAYS = {
  from: ['planned', 'applied', 'undone'] as const,
  ...{ during: 'applying' as const, after: 'applied' as const, action: 'migration.apply' },
  otherwise: 'It cannot be applied now.',
};

async function makeAll(ctx: Ctx, run: Run, items: readonly Planned[]): Promise<Map<string, string>> {
  const rows = await ctx.db.migrationItem.findMany({ where: { migrationId: run.id } });
  const before = new Map(rows.map((row) => [row.ref, row]));
  const ids = new Map<string, string>();
  const keys = new Map<string, string>();
  const idOf: IdOf = (ref) => ids.get(ref) ?? fail('conflict', 'Something that it needs could not be made.');
  for (const [place, item] of items.entries()) {
    const { ref, recordId, make } = item;
    const known = before.get(ref);
    if (recordId) ids.set(ref, recordId);
    // What this batch made once stays known as made by it.
    const isOurs = recordId !== null && known?.recordId === recordId && known.action !== 'match' && !make;
    if (isOurs && known.outcome === 'done') continue;
    const create = newItem(item, place);
    await run.step(
      ref,
      async (ctx) => {
        if (isOurs) return { recordId, outcome: 'done', why: null };
        if (!make) return { create, recordId, outcome: item.action === 'leave' ? null : 'done', why: null };
        const made = await make(ctx, idOf);
        ids.set(ref, made.id);
        if (made.key) keys.set(made.id, made.key);
        return { create, recordId: made.id, outcome: 'done', why: null };
      },
      (why) => ({ create, recordId: null, outcome: 'failed', why }),
    );
  }
  return keys;
}

const newItem = ({ kind, name, place, action, notes, problem }: Planned, index: number): NewItem => ({
  ...{ kind, name, action, notes, problem },
  ...{ place: index, foundAt: place },
});

async function openedBy(ctx: Ctx, keys: ReadonlyMap<string, string>): Promise<OpenedDoor[]> {
  const rows = await ctx.db.integration.findMany({
    where: { id: { in: [...keys.keys()] } },
    select: { id: true, name: true, source: true, service: { select: { name: true } } },
    orderBy: [{ service: { name: 'asc' } }, { name: 'asc' }],
  });
  return rows.map(({ id, name, source, service }) => ({
    ...{ integrationId: id, integration: name, service: service.name },
    ...{ source: source as SourceName, key: keys.get(id) ?? '' },
  }));
}
