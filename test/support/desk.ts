import type { AssignmentPolicy, Availability } from '../../src/contract/common.ts';
import { forgetDirectory } from '../../src/domain/settings/directory.ts';
import { type Bus, localBus } from '../../src/lib/bus.ts';
import { type TestClock, testClock } from '../../src/lib/clock.ts';
import {
  type ActingPerson,
  type Actor,
  type Ctx,
  createContext,
  type Surroundings,
  systemActor,
} from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore, type Store } from '../../src/lib/store.ts';
import { createDatabase } from './database.ts';

export type PersonOptions = Partial<
  Pick<ActingPerson, 'name' | 'email' | 'roles' | 'guest' | 'external' | 'locale' | 'timeZone'>
> & {
  teams?: { id: string }[];
  lead?: boolean;
  active?: boolean;
  availability?: Availability;
  capacity?: number;
  skills?: string[];
};

export type Desk = Surroundings & {
  store: Store;
  bus: Bus;
  clock: TestClock;
  /** The first team, and its open queue, where tickets go that nothing else claims. */
  team: { id: string; name: string };
  queue: { id: string; name: string };
  /** What a verb called by this person, by another actor, or by Deskbell itself gets. */
  ctxFor(who: ActingPerson | Actor | 'system' | 'nobody', channel?: string): Ctx;
  person(options?: PersonOptions): Promise<ActingPerson>;
  addTeam(name?: string): Promise<{ id: string; name: string }>;
  addQueue(options?: {
    name?: string;
    team?: { id: string };
    visibility?: 'open' | 'private';
    guestsAllowed?: boolean;
    triage?: { channel: string; conversation: string };
    assignment?: AssignmentPolicy;
    bySkill?: boolean;
    byAffinity?: boolean;
  }): Promise<{ id: string; name: string }>;
  close(): Promise<void>;
};

/** A help desk on a database of its own: one team with one queue, a clock that stands still, no people. */
export async function createDesk(): Promise<Desk> {
  const database = await createDatabase();
  const clock = testClock();
  const bus = localBus();
  const store = openStore(database.url, silentLog, { connections: 16 });
  const around: Surroundings = { store, bus, clock, log: silentLog };
  bus.subscribe((news) => news.topic === 'directory' && forgetDirectory(store));
  let count = 0;
  const system = createContext(around, systemActor('test'), { channel: 'api', requestId: 'test' });
  const stamp = () => ({ createdAt: clock.now(), updatedAt: clock.now() });

  const addTeam: Desk['addTeam'] = async (name = `Team ${++count}`) =>
    store.client.team.create({ data: { id: system.newId(), name, createdAt: clock.now() } });

  const addQueue: Desk['addQueue'] = async ({ name, team, triage, ...options } = {}) => {
    const queue = await store.client.queue.create({
      data: {
        id: system.newId(),
        name: name ?? `Queue ${++count}`,
        teamId: (team ?? first).id,
        triage: triage ? [triage] : [],
        ...options,
        ...stamp(),
      },
    });
    forgetDirectory(store);
    return queue;
  };

  const first = await addTeam('Service desk');
  const queue = await addQueue({ name: 'IT support' });

  return {
    ...around,
    store,
    bus,
    clock,
    team: first,
    queue,
    addTeam,
    addQueue,
    ctxFor(who, channel = 'api') {
      const actor: Actor =
        who === 'system'
          ? systemActor('test')
          : who === 'nobody'
            ? { kind: 'nobody' }
            : 'kind' in who
              ? who
              : { kind: 'person', person: who };
      return createContext(around, actor, { channel, requestId: `request-${++count}` });
    },
    async person({ teams = [], lead = false, active = true, ...options } = {}) {
      const { availability, capacity, skills } = options;
      const number = ++count;
      const row = await store.client.person.create({
        data: {
          id: system.newId(),
          name: options.name ?? `Person ${number}`,
          email: options.email ?? `person${number}@example.com`,
          roles: [...(options.roles ?? ['requester'])],
          guest: options.guest ?? false,
          external: options.external ?? false,
          locale: options.locale ?? 'en',
          timeZone: options.timeZone ?? 'UTC',
          active,
          ...(availability === undefined ? {} : { availability }),
          ...(capacity === undefined ? {} : { capacity }),
          ...(skills === undefined ? {} : { skills }),
          ...stamp(),
          memberships: { create: teams.map((team) => ({ teamId: team.id, lead })) },
        },
      });
      const teamIds = teams.map((team) => team.id);
      const { id, name, email, roles, guest, external, locale, timeZone } = row;
      return {
        id,
        name,
        email,
        roles,
        guest,
        external,
        locale,
        timeZone,
        teamIds,
        leadOf: lead ? teamIds : [],
      };
    },
    async close() {
      await bus.close();
      await store.close();
      await database.drop();
    },
  };
}
