import { setMember } from '../teams/members.ts';
import { createTeam } from '../teams/team.ts';
import { folded } from './desk.ts';
import type { FoundTeam } from './found.ts';
import type { Planning } from './plan.ts';

/** Teams by their names, with those of their people who are agents. */
export function planTeams(plan: Planning): void {
  for (const team of plan.found.teams) {
    const name = plan.unique('team', team.name);
    const ref = `team:${team.key}`;
    const known = plan.here.teams.get(folded(name));
    planTeam(plan, { ref, name, place: team.place, notes: team.notes }, known);
    planMembers(plan, team, known?.members ?? new Set());
  }
  const { schedules, services } = plan.found;
  if ([...schedules, ...services].some(({ team }) => teamOf(plan, team) === NO_TEAM)) planNoTeam(plan);
}

/** @param known the one of that name that is there */
function planTeam(
  plan: Planning,
  team: Pick<FoundTeam, 'name' | 'place' | 'notes'> & { ref: string },
  known: { id: string } | undefined,
): void {
  const wanted = { ...team, kind: 'team' as const };
  if (known) plan.match(wanted, known.id);
  else
    plan.make(
      wanted,
      () => undefined,
      (ctx) => createTeam(ctx, { name: team.name }),
    );
}

/** Keys may hold any sign. */
const memberRef = (team: string, person: string) => `member:${JSON.stringify([team, person])}`;
export const teamOfMember = (ref: string): string =>
  `team:${(JSON.parse(ref.slice('member:'.length)) as [string, string])[0]}`;

/** Of whom is what has no team there. */
export const NO_TEAM = 'team';
export const teamOf = (plan: Planning, team: string | null): string =>
  team !== null && plan.has(`team:${team}`) ? `team:${team}` : NO_TEAM;

function planNoTeam(plan: Planning): void {
  const { teamId, toolName } = plan.terms;
  const chosen = [...plan.here.teams.values()].find(({ id }) => id === teamId);
  const name = chosen?.name ?? toolName;
  const known = chosen ?? plan.here.teams.get(folded(name));
  const notes = ['has what is of no team there'];
  planTeam(plan, { ref: NO_TEAM, name, place: '', notes }, known);
}

function planMembers(
  plan: Planning,
  { key, name, place, members }: FoundTeam,
  known: ReadonlySet<string>,
): void {
  const team = `team:${key}`;
  for (const { person, lead } of members) {
    const who = `person:${person}`;
    // Why somebody is left out stands at them.
    if (!plan.has(who)) continue;
    const personId = plan.idOf(who);
    if (known.has(personId)) continue;
    const item = plan.items.find(
      (one) => one.kind === 'person' && plan.has(one.ref) && plan.idOf(one.ref) === personId,
    );
    const wanted = {
      ...{ ref: memberRef(key, person), kind: 'member' as const, place },
      name: `${item?.name ?? person} in ${name}`.slice(0, 250),
      notes: lead ? ['leads it'] : [],
    };
    const here = plan.personHere(personId);
    if (here && !here.roles.includes('agent') && item?.action !== 'change') {
      plan.leave(wanted, 'They are no agent here; members of teams are.');
      continue;
    }
    plan.make(
      wanted,
      () => undefined,
      async (ctx, idOf) => {
        await setMember(ctx, { id: idOf(team), personId: idOf(who), lead });
        return { id: idOf(who) };
      },
    );
  }
}
