import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Ctx } from '../lib/context.ts';
import { fail, failField, isDeskbellError, messageOf } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';

/**
 * How the desk is set up as YAML, to be kept beside other files or taken to another desk. What it refers to stands there
 * by its name, and people by their addresses, since ids mean nothing elsewhere.
 */

type Where = { root: string; one: string; index: number; line: number | undefined };

/** Says of which entry a problem is, and in which line that begins. @param one as people call it: `Rule` */
export async function saying<Result>(
  { root, one, index, line }: Where,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDeskbellError(error) || error.code !== 'invalid') throw error;
    const problems = error.details.problems?.map(({ field, message }) => ({
      field: `${root}.${index}.${field}`,
      message,
    }));
    const words = `${one} ${index + 1}${line ? `, in line ${line}` : ''}: ${error.message}`;
    return fail('invalid', words, problems ? { problems } : {});
  }
}

/** @param root under which the entries stand */
export function readYaml(
  yaml: string,
  root: string,
): { tree: unknown; lineOf: (entry: number) => number | undefined } {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  try {
    if (document.errors[0]) throw document.errors[0];
    return {
      // Aliases could make a small text a huge one.
      tree: document.toJS({ maxAliasCount: 50 }),
      lineOf(entry) {
        const node = document.getIn([root, entry], true);
        return isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : undefined;
      },
    };
  } catch (error) {
    return failField('yaml', `This is no YAML: ${messageOf(error).split('\n')[0]}`);
  }
}

/** What people write is no reference, whatever stands in it. */
const WORDS = new Set([
  'name',
  'text',
  'title',
  'description',
  'reason',
  'category',
  'add',
  'remove',
  'label',
  'hint',
  'options',
  'icon',
  'is',
]);
const NAMED = /^(queue|team|person|webhook|approval|service):(.+)$/s;

/** The same tree with references turned into what stands for them. */
export function turned<Tree>(tree: Tree, into: ReadonlyMap<string, string>): Tree {
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
export function checkNames(entry: unknown, known: ReadonlyMap<string, string>): void {
  for (const { text, path } of stringsIn(entry)) {
    const [, kind, name] = NAMED.exec(text) ?? [];
    if (kind && !known.has(text)) failField(path, `There is no ${kind} “${name}” here.`);
  }
}

/** All that a tree refers to, be it by id or by name. */
export async function referencesIn(ctx: Ctx, tree: unknown): Promise<{ id: string; name: string }[]> {
  const strings = [...new Set(stringsIn(tree).map(({ text }) => text))];
  const ids = strings.filter(isId);
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
