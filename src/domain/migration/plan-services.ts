import { CreateService, services } from '../../contract/services.ts';
import { parse } from '../../lib/parse.ts';
import { addIntegration } from '../services/integrations.ts';
import { createService } from '../services/services.ts';
import { folded } from './desk.ts';
import type { IdOf, Planning } from './plan.ts';
import { teamOf } from './plan-teams.ts';

/** Services by their names, and their doors, which get keys of their own. */
export function planServices(plan: Planning): void {
  const doors = new Map<string, ReadonlyMap<string, string>>();
  for (const service of plan.found.services) {
    const name = plan.unique('service', service.name);
    const ref = `service:${service.key}`;
    const wanted = { ref, kind: 'service' as const, name, place: service.place, notes: [...service.notes] };
    const known = plan.here.services.get(folded(name));
    if (known) {
      if (known.archived) plan.leave(wanted, 'There is a service of this name, and it is archived.');
      else plan.match(wanted, known.id);
      doors.set(ref, known.doors);
      continue;
    }
    const policy = service.policy === null ? null : `policy:${service.policy}`;
    const hasPolicy = policy !== null && plan.has(policy);
    if (!hasPolicy) wanted.notes.push('has no escalation policy that is taken over: nobody is paged');
    const team = teamOf(plan, service.team);
    const inputOf = (idOf: IdOf) => ({
      ...{ name, description: service.description, teamId: idOf(team), settings: service.settings },
      escalationPolicyId: hasPolicy ? idOf(policy) : null,
    });
    plan.make(
      wanted,
      (idOf) => parse(CreateService, inputOf(idOf)),
      (ctx, idOf) => createService(ctx, inputOf(idOf)),
    );
  }
  planDoors(plan, doors);
}

function planDoors(plan: Planning, known: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
  const taken = new Set<string>();
  for (const { key, service, source, settings, ...door } of plan.found.doors) {
    const ref = `service:${service}`;
    let name = door.name;
    for (let count = 2; taken.has(`${ref} ${folded(name)}`); count++)
      name = `${door.name.slice(0, 114)} (${count})`;
    taken.add(`${ref} ${folded(name)}`);
    const wanted = { ...door, ref: `integration:${key}`, kind: 'integration' as const, name };
    const here = known.get(ref)?.get(folded(name));
    if (!plan.has(ref)) plan.leave(wanted, 'Its service is not taken over.');
    else if (here) plan.match(wanted, here);
    else {
      const inputOf = (idOf: IdOf) => ({ id: idOf(ref), name, source, settings });
      plan.make(
        wanted,
        (idOf) => parse(services.addIntegration.input, inputOf(idOf)),
        async (ctx, idOf) => {
          const { integration, key } = await addIntegration(ctx, inputOf(idOf));
          return { id: integration.id, key };
        },
      );
    }
  }
}
