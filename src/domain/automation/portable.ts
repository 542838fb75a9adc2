import { stringify } from 'yaml';
import { z } from 'zod';
import { type AutomationRule, automations, CreateAutomation } from '../../contract/automation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { checkNames, readYaml, referencesIn, saying, turned } from '../portable.ts';
import { createAutomation, listAutomations, updateAutomation } from './rules.ts';

/** Rules as YAML. */

const Portable = z.strictObject({ automations: z.array(z.record(z.string(), z.unknown())).max(1_000) });

/** All rules in their order, or one. */
export async function exportAutomations(
  ctx: Ctx,
  input: z.input<typeof automations.export.input>,
): Promise<{ yaml: string }> {
  requireAdmin(ctx);
  const wanted = parse(automations.export.input, input).id;
  const items = (await listAutomations(ctx)).items.filter(({ id }) => !wanted || id === wanted);
  if (wanted && items.length === 0) fail('not_found', 'There is no such rule.');
  // In the order in which the contract names the parts, as people read them.
  const rules = items.map(({ id: _, version: __, updatedAt: ___, ...rule }) => parse(CreateAutomation, rule));
  const names = new Map((await referencesIn(ctx, rules)).map(({ id, name }) => [id, name]));
  return { yaml: stringify({ automations: turned(rules, names) }) };
}

/**
 * Takes rules in: those of a known name are changed, others are added behind, none is removed. All or none.
 * @throws `invalid` for what is no YAML, no rule, or refers to what there is not
 */
export async function importAutomations(
  ctx: Ctx,
  input: z.input<typeof automations.import.input>,
): Promise<{ added: number; changed: number; unchanged: number }> {
  requireAdmin(ctx);
  const { yaml } = parse(automations.import.input, input);
  const { tree, lineOf } = readYaml(yaml, 'automations');
  const { automations: wanted } = parse(Portable, tree);
  const ids = new Map((await referencesIn(ctx, wanted)).map(({ id, name }) => [name, id]));
  return inTransaction(ctx, async (ctx) => {
    const known = new Map((await listAutomations(ctx)).items.map((rule) => [rule.name, rule]));
    const counts = { added: 0, changed: 0, unchanged: 0 };
    for (const [index, one] of wanted.entries()) {
      const outcome = await saying({ root: 'automations', one: 'Rule', index, line: lineOf(index) }, () => {
        checkNames(one, ids);
        return takeIn(ctx, parse(CreateAutomation, turned(one, ids)), known);
      });
      counts[outcome] += 1;
    }
    return counts;
  });
}

async function takeIn(
  ctx: Ctx,
  rule: z.output<typeof CreateAutomation>,
  known: ReadonlyMap<string, AutomationRule>,
): Promise<'added' | 'changed' | 'unchanged'> {
  const before = known.get(rule.name);
  if (!before) {
    await createAutomation(ctx, rule);
    return 'added';
  }
  const after = await updateAutomation(ctx, { id: before.id, ...rule });
  return after.version === before.version && after.enabled === before.enabled ? 'unchanged' : 'changed';
}
