import { Email } from '../../contract/common.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Found } from './found.ts';

/** What of an export is here already: by address, and by name whatever its case. */
export type Here = {
  people: ReadonlyMap<string, HerePerson>;
  /** Active ones; several may have one name. */
  peopleByName: ReadonlyMap<string, HerePerson[]>;
  teams: ReadonlyMap<string, { id: string; name: string; members: ReadonlySet<string> }>;
  schedules: ReadonlyMap<string, string>;
  policies: ReadonlyMap<string, string>;
  services: ReadonlyMap<string, { id: string; archived: boolean; doors: ReadonlyMap<string, string> }>;
};

export type HerePerson = {
  id: string;
  name: string;
  roles: readonly string[];
  active: boolean;
  outside: boolean;
};

export const folded = (name: string): string => name.trim().toLowerCase();

export async function lookHere(ctx: Ctx, found: Found): Promise<Here> {
  const emails = found.people.flatMap(({ email }) => Email.safeParse(email).data ?? []);
  const nameless = found.people.filter(({ email }) => !email).map(({ name }) => name);
  const select = {
    id: true,
    name: true,
    email: true,
    roles: true,
    active: true,
    guest: true,
    external: true,
  };
  const rows = await ctx.db.person.findMany({
    where: { OR: [{ email: { in: emails } }, { active: true, name: { in: nameless, mode: 'insensitive' } }] },
    select,
  });
  const people = rows.map(({ guest, external, ...row }) => ({ ...row, outside: guest || external }));
  const teams = await ctx.db.team.findMany({ include: { members: { select: { personId: true } } } });
  const schedules = await ctx.db.schedule.findMany({ select: { id: true, name: true } });
  const policies = await ctx.db.escalationPolicy.findMany({ select: { id: true, name: true } });
  const services = await ctx.db.service.findMany({
    select: {
      ...{ id: true, name: true, archivedAt: true },
      integrations: { where: { revokedAt: null }, select: { id: true, name: true } },
    },
  });
  const idByName = (all: readonly { id: string; name: string }[]) =>
    new Map(all.map(({ id, name }) => [folded(name), id]));
  return {
    people: new Map(people.map((person) => [person.email, person])),
    peopleByName: Map.groupBy(
      people.filter(({ active }) => active),
      ({ name }) => folded(name),
    ),
    teams: new Map(
      teams.map(({ id, name, members }) => [
        folded(name),
        { id, name, members: new Set(members.map(({ personId }) => personId)) },
      ]),
    ),
    schedules: idByName(schedules),
    policies: idByName(policies),
    services: new Map(
      services.map(({ id, name, archivedAt, integrations }) => [
        folded(name),
        { id, archived: archivedAt !== null, doors: idByName(integrations) },
      ]),
    ),
  };
}
