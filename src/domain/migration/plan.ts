import type { MigrationAction, MigrationKind } from '../../contract/migrations.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail, isDeskbellError } from '../../lib/errors.ts';
import { folded, type Here } from './desk.ts';
import type { Found } from './found.ts';
import { planPeople } from './plan-people.ts';
import { planPolicies } from './plan-policies.ts';
import { planSchedules } from './plan-schedules.ts';
import { planServices } from './plan-services.ts';
import { NO_TEAM, planTeams } from './plan-teams.ts';

/**
 * What would be made of an export: in the order in which it can be. Nothing is, yet; each item that makes something
 * knows how, and is checked beforehand by the rules of the verb that will do it.
 */
export type Planned = {
  /** Its kind and its key there. */
  ref: string;
  kind: MigrationKind;
  name: string;
  place: string;
  action: MigrationAction;
  notes: string[];
  problem: string | null;
  /** What stands for it here already. */
  recordId: string | null;
  make: Make | null;
};

/** Within a transaction. @returns what stands for it from then on */
export type Make = (ctx: Ctx, idOf: IdOf) => Promise<{ id: string; key?: string }>;
/** The id here of what another item stands for. */
export type IdOf = (ref: string) => string;

type Wanted = Pick<Planned, 'ref' | 'kind' | 'name' | 'place'> & { notes?: string[] };

export type Planning = ReturnType<typeof planning>;

export type Terms = { now: Date; newId: () => string; toolName: string; teamId: string | null };

export function planOf(found: Found, here: Here, terms: Terms): Planned[] {
  const plan = planning(found, here, terms);
  planPeople(plan);
  planTeams(plan);
  planSchedules(plan);
  planPolicies(plan);
  planServices(plan);
  for (const [index, one] of found.left.entries()) {
    plan.leave({ ...one, ref: `left:${index}` }, one.problem);
  }
  // It is there for what has no team, and there may be none that is taken over.
  return plan.items.filter(({ ref }) => ref !== NO_TEAM || plan.used.has(ref));
}

function planning(found: Found, here: Here, terms: Terms) {
  const items: Planned[] = [];
  /** What will be there, with an id that stands for its own as long as it has none. */
  const ids = new Map<string, string>();
  const names = new Set<string>();
  /** What something that is made refers to. */
  const used = new Set<string>();
  const idOf: IdOf = (ref) => ids.get(ref) ?? fail('conflict', `${ref} is missing.`);
  const add = (wanted: Wanted, rest: Omit<Planned, keyof Wanted>) => {
    items.push({ ...wanted, notes: wanted.notes ?? [], ...rest });
  };
  return {
    ...{ found, here, terms, items, used },
    has: (ref: string): boolean => ids.has(ref),
    idOf,
    personHere: (id: string) => [...here.people.values()].find((person) => person.id === id),
    /** Stands for what another one stands for. */
    same(ref: string, other: string): void {
      ids.set(ref, idOf(other));
    },
    /** What is here already stays as it is. */
    match(wanted: Wanted, recordId: string): void {
      ids.set(wanted.ref, recordId);
      add(wanted, { action: 'match', problem: null, recordId, make: null });
    },
    leave(wanted: Wanted, problem: string): void {
      add(wanted, { action: 'leave', problem, recordId: null, make: null });
    },
    change(wanted: Wanted, recordId: string, make: Make): void {
      ids.set(wanted.ref, recordId);
      add(wanted, { action: 'change', problem: null, recordId, make });
    },
    /** `check` raises what the verb would refuse. */
    make(wanted: Wanted, check: (idOf: IdOf) => unknown, make: Make): void {
      const needs = new Set<string>();
      try {
        check((ref) => {
          needs.add(ref);
          return idOf(ref);
        });
        for (const ref of needs) used.add(ref);
        ids.set(wanted.ref, terms.newId());
        add(wanted, { action: 'make', problem: null, recordId: null, make });
      } catch (error) {
        if (!isDeskbellError(error)) throw error;
        this.leave(wanted, error.message);
      }
    },
    /** A name that nothing else of the kind has in this export: tools differ in which names they allow twice. */
    unique(kind: MigrationKind, name: string): string {
      let free = name;
      for (let count = 2; names.has(`${kind}:${folded(free)}`); count++) {
        free = `${name.slice(0, 120 - 6)} (${count})`;
      }
      names.add(`${kind}:${folded(free)}`);
      return free;
    },
  };
}
