import { isNode, LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { type AutomationRule, automations, CreateAutomation } from '../../contract/automation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { createAutomation, listAutomations, updateAutomation } from './rules.ts';

/**
 * Rules as YAML, to be kept beside other files or taken to another desk. What they refer to stands there by its name,
 * and people by their addresses, since ids mean nothing elsewhere.
 */

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
  const { tree, lineOf } = read(yaml);
  const { automations: wanted } = parse(Portable, tree);
  const ids = new Map((await referencesIn(ctx, wanted)).map(({ id, name }) => [name, id]));
  return inTransaction(ctx, async (ctx) => {
    const known = new Map((await listAutomations(ctx)).items.map((rule) => [rule.name, rule]));
    const counts = { added: 0, changed: 0, unchanged: 0 };
    for (const [index, one] of wanted.entries()) {
      const outcome = await saying({ index, line: lineOf(index) }, () => {
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

type Where = { index: number; line: number | undefined };

/** Says of which rule a problem is, and in which line that begins. */
async function saying<Result>({ index, line }: Where, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDeskbellError(error) || error.code !== 'invalid') throw error;
    const problems = error.details.problems?.map(({ field, message }) => ({
      field: `automations.${index}.${field}`,
      message,
    }));
    const words = `Rule ${index + 1}${line ? `, in line ${line}` : ''}: ${error.message}`;
    return fail('invalid', words, problems ? { problems } : {});
  }
}

function read(yaml: string): { tree: unknown; lineOf: (rule: number) => number | undefined } {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  try {
    if (document.errors[0]) throw document.errors[0];
    return {
      // Aliases could make a small text a huge one.
      tree: document.toJS({ maxAliasCount: 50 }),
      lineOf(rule) {
        const node = document.getIn(['automations', rule], true);
        return isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : undefined;
      },
    };
  } catch (error) {
    return failField('yaml', `This is no YAML: ${messageOf(error).split('\n')[0]}`);
  }
}

/** What people write is no reference, whatever stands in it. */
const WORDS = new Set(['name', 'text', 'title', 'description', 'reason', 'category', 'add', 'remove']);
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAMED = /^(queue|team|person|webhook|approval|service):(.+)$/s;

/** The same tree with references turned into what stands for them. */
function turned<Tree>(tree: Tree, into: ReadonlyMap<string, string>): Tree {
  if (typeof tree === 'string') return (into.get(tree) ?? tree) as Tree;
  if (Array.isArray(tree)) return tree.map((part) => turned(part, into)) as Tree;
  if (tree === null || typeof tree !== 'object') return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [key, isWords(tree, key) ? part : turned(part, into)]),
  ) as Tree;
}

/** What may be a reference, and where it stands. */
function stringsIn(tree: unknown, path: readonly string[] = []): { text: string; path: string }[] {
  if (typeof tree === 'string') return [{ text: tree, path: path.join('.') }];
  if (tree === null || typeof tree !== 'object') return [];
  return Object.entries(tree).flatMap(([key, part]) =>
    isWords(tree, key) ? [] : stringsIn(part, [...path, key]),
  );
}

const REFERRING: unknown[] = ['queue', 'assignee', 'requester', 'requester_team'];
const isWords = (tree: object, key: string): boolean =>
  WORDS.has(key) || (key === 'value' && 'field' in tree && !REFERRING.includes(tree.field));

/** @throws `invalid` for a name that nothing has here */
function checkNames(rule: unknown, known: ReadonlyMap<string, string>): void {
  for (const { text, path } of stringsIn(rule)) {
    const [, kind, name] = NAMED.exec(text) ?? [];
    if (kind && !known.has(text)) failField(path, `There is no ${kind} “${name}” here.`);
  }
}

/** All that a tree refers to, be it by id or by name. */
export async function referencesIn(ctx: Ctx, tree: unknown): Promise<{ id: string; name: string }[]> {
  const strings = [...new Set(stringsIn(tree).map(({ text }) => text))];
  const ids = strings.filter((one) => ID.test(one));
  const named = (kind: string) =>
    strings.flatMap((one) => {
      const [, of, name = ''] = NAMED.exec(one) ?? [];
      return of === kind ? [name] : [];
    });
  const either = (field: string, names: string[]) => ({
    OR: [{ id: { in: ids } }, { [field]: { in: names } }],
  });
  const queues = await ctx.db.queue.findMany({ where: either('name', named('queue')) });
  const teams = await ctx.db.team.findMany({ where: either('name', named('team')) });
  const people = await ctx.db.person.findMany({ where: either('email', named('person')) });
  const webhooks = await ctx.db.webhook.findMany({
    where: either('name', named('webhook')),
    select: { id: true, name: true },
  });
  const approvals = await ctx.db.approvalPolicy.findMany({
    where: either('name', named('approval')),
    select: { id: true, name: true },
  });
  const services = await ctx.db.service.findMany({
    where: either('name', named('service')),
    select: { id: true, name: true },
  });
  return [
    ...queues.map(({ id, name }) => ({ id, name: `queue:${name}` })),
    ...teams.map(({ id, name }) => ({ id, name: `team:${name}` })),
    ...people.map(({ id, email }) => ({ id, name: `person:${email}` })),
    ...webhooks.map(({ id, name }) => ({ id, name: `webhook:${name}` })),
    ...approvals.map(({ id, name }) => ({ id, name: `approval:${name}` })),
    ...services.map(({ id, name }) => ({ id, name: `service:${name}` })),
  ];
}
