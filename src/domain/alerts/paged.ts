import type { PagedTarget } from '../../contract/pages.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { listed } from '../../lib/text.ts';
import { type Called, calledAlike, calledExactly } from '../called.ts';
import { peopleForCall } from '../oncall/policy.ts';

/** Whom people mean by the words behind “page”. */

/** Somebody or something that can be paged. */
export type Paged = Called & PagedTarget;

const KIND = /^(team|service|person)\s+/i;
/** So many words a name has at most. */
const MOST_WORDS = 8;
const MOST_NAMED = 10;

/** Teams, services and people who can be paged. */
export async function pagedDirectory(ctx: Ctx): Promise<Paged[]> {
  const select = { id: true, name: true } as const;
  const orderBy = { name: 'asc' } as const;
  const teams = await ctx.db.team.findMany({ select, orderBy });
  const services = await ctx.db.service.findMany({ where: { archivedAt: null }, select, orderBy });
  const people = await peopleForCall(ctx);
  return [
    ...teams.map((one) => ({ ...one, kind: 'team' as const })),
    ...services.map((one) => ({ ...one, kind: 'service' as const })),
    ...people.map(({ id, name, also }) => ({ id, name, also, kind: 'person' as const })),
  ];
}

/**
 * The name with which the words begin, as long as it can be, and what stands behind it. A word of what it is may stand
 * before it: `team Payments`. A whole name goes before a part of a longer one.
 */
export function readPaged(all: readonly Paged[], words: string): { found: Paged[]; text: string } {
  const kind = KIND.exec(words)?.[1]?.toLowerCase();
  if (kind) {
    const some = all.filter((one) => one.kind === kind);
    const inKind = readPaged(some, words.replace(KIND, ''));
    if (inKind.found.length > 0) return inKind;
  }
  const ends = [...words.matchAll(/\S+/g)].slice(0, MOST_WORDS).map((word) => word.index + word[0].length);
  for (const called of [calledExactly, calledAlike]) {
    for (const end of ends.toReversed()) {
      const found = called(words.slice(0, end), all);
      if (found.length > 0) return { found, text: words.slice(end).trim() };
    }
  }
  return { found: [], text: words };
}

/** @throws `not_found`, `conflict` with what can be written instead */
export async function pagedByName(ctx: Ctx, name: string): Promise<PagedTarget> {
  const { found, text } = readPaged(await pagedDirectory(ctx), name);
  const [first] = text === '' ? found : [];
  if (!first) {
    return fail('not_found', `No team, no service and nobody who can be paged is called “${name}”.`);
  }
  if (found.length > 1) fail('conflict', `“${name}” may be ${choices(found)}. Nobody was paged.`);
  return { kind: first.kind, id: first.id };
}

/** “the team Payments or Ada Lovelace (ada@example.com)”. */
const choices = (found: readonly Paged[]): string => listed(found.map(inWords), MOST_NAMED);

export const inWords = ({ kind, name, also }: Paged): string =>
  kind === 'person' ? `${name} (${also?.[0]})` : `the ${kind} ${name}`;
