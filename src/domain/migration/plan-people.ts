import { Email } from '../../contract/common.ts';
import { CreatePerson } from '../../contract/people.ts';
import { parse } from '../../lib/parse.ts';
import { createPerson } from '../people/create.ts';
import { updatePerson } from '../people/update.ts';
import { folded, type HerePerson } from './desk.ts';
import type { Found, FoundPerson } from './found.ts';
import type { Planning } from './plan.ts';
import { Zone } from './reader.ts';

/** People by their addresses; without one, by a name that only one here has. Nobody becomes more than an agent. */
export function planPeople(plan: Planning): void {
  const needed = onCallIn(plan.found);
  const byEmail = new Map<string, string>();
  for (const person of plan.found.people) {
    const ref = `person:${person.key}`;
    const wanted = {
      ref,
      kind: 'person' as const,
      name: person.name,
      place: person.place,
      notes: person.notes,
    };
    const email = Email.safeParse(person.email).data;
    const twin = email && byEmail.get(email);
    if (twin) {
      if (plan.has(twin)) plan.same(ref, twin);
      continue;
    }
    if (email) byEmail.set(email, ref);
    const named = person.email ? [] : (plan.here.peopleByName.get(folded(person.name)) ?? []);
    const known = email ? plan.here.people.get(email) : named.length === 1 ? named[0] : undefined;
    const isNeeded = needed.has(person.key);
    if (known) planKnown(plan, wanted, known, isNeeded);
    else if (named.length > 1)
      plan.leave(wanted, 'Several people here have this name, and no address is given.');
    else if (!email) plan.leave(wanted, person.email ? `${person.email} is no e-mail address.` : NO_ADDRESS);
    else planNew(plan, wanted, person, { email, worksHere: person.works || isNeeded });
  }
}

const NO_ADDRESS = 'No e-mail address is given, and nobody here has this name.';

type Wanted = Parameters<Planning['leave']>[0];

function planKnown(plan: Planning, wanted: Wanted, known: HerePerson, isNeeded: boolean): void {
  const isStaff = known.roles.some((role) => role !== 'requester');
  if (!known.active) plan.leave(wanted, 'They are deactivated here.');
  else if (isStaff || !isNeeded) plan.match(wanted, known.id);
  else if (known.outside)
    plan.leave(wanted, 'They are a guest or from elsewhere here, and cannot be on call.');
  else planAgent(plan, wanted, known);
}

function planAgent(plan: Planning, wanted: Wanted, known: HerePerson): void {
  plan.change(
    { ...wanted, notes: [...(wanted.notes ?? []), 'becomes an agent here'] },
    known.id,
    async (ctx) => {
      const roles = [...new Set([...(known.roles as 'requester'[]), 'agent' as const])];
      await updatePerson(ctx, { id: known.id, roles });
      return { id: known.id };
    },
  );
}

function planNew(
  plan: Planning,
  wanted: Wanted,
  { name, timeZone }: FoundPerson,
  { email, worksHere }: { email: string; worksHere: boolean },
): void {
  const input = {
    ...{ email, name, timeZone: Zone.safeParse(timeZone).data ?? 'UTC' },
    roles: worksHere ? (['requester', 'agent'] as const).slice() : ['requester' as const],
  };
  plan.make(
    wanted,
    () => parse(CreatePerson, input),
    (ctx) => createPerson(ctx, input),
  );
}

/** Who is in a team or on call somewhere, by their keys. */
function onCallIn({ teams, schedules }: Found): Set<string> {
  return new Set([
    ...teams.flatMap(({ members }) => members.map(({ person }) => person)),
    ...schedules.flatMap(({ levels, overrides }) => [
      ...levels.flat().flatMap(({ turns }) => turns.flat()),
      ...overrides.flatMap(({ people }) => people),
    ]),
  ]);
}
