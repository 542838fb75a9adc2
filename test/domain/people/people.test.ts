import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson } from '../../../src/domain/people/create.ts';
import { getPerson, listPeople } from '../../../src/domain/people/list.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { createSignInLink } from '../../../src/domain/sessions/link.ts';
import { sessionActor, startSession } from '../../../src/domain/sessions/session.ts';
import { createToken, tokenActor } from '../../../src/domain/tokens/token.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let admin: ActingPerson;
let ctx: Ctx;

beforeAll(async () => {
  desk = await createDesk();
  admin = await desk.person({ name: 'Zoe Admin', email: 'zoe@example.com', roles: ['admin'] });
  ctx = desk.ctxFor(admin);
});
afterAll(() => desk?.close());

const signIn = async (person: { id: string }) => {
  const { secret } = await createSignInLink(ctx, person.id);
  return (await startSession(desk.ctxFor('nobody'), { secret })).secret;
};

describe('adding a person', () => {
  it('is audited, and the address counts in any case', async () => {
    const ada = await createPerson(ctx, { name: 'Ada', email: 'Ada@Example.com' });
    expect(ada).toMatchObject({ email: 'ada@example.com', roles: ['requester'], active: true, teams: [] });
    const entry = await desk.store.client.auditEntry.findFirst({ where: { subjectId: ada.id } });
    expect(entry).toMatchObject({ action: 'person.create', actorId: admin.id });
    await expect(createPerson(ctx, { name: 'Other', email: 'ADA@example.COM' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('of many with the same address at once adds one, and tells the others', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => createPerson(ctx, { name: 'Same', email: 'same@example.com' })),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
    }
  });

  it('gives no role to guests and people from elsewhere', async () => {
    for (const outsider of [{ guest: true }, { external: true }]) {
      const person = { name: 'Out', email: 'out@example.com', roles: ['agent' as const], ...outsider };
      await expect(createPerson(ctx, person)).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});

describe('the list of people', () => {
  it('goes on behind the last of a page, also among people of one name', async () => {
    for (let count = 0; count < 7; count += 1) await desk.person({ name: 'Same Name' });
    const names: string[] = [];
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await listPeople(ctx, { limit: 3, ...(cursor ? { cursor } : {}) });
      names.push(...page.items.map((person) => person.name));
      for (const person of page.items) ids.add(person.id);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(ids.size).toBe(await desk.store.client.person.count());
    expect(names).toHaveLength(ids.size);
    await expect(listPeople(ctx, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('finds parts of names and addresses, as they are typed', async () => {
    await desk.person({ name: 'Percy 100%', email: 'percy_x@example.com' });
    const find = async (q: string) => (await listPeople(ctx, { q })).items.map((person) => person.name);
    expect(await find('perc')).toEqual(['Percy 100%']);
    expect(await find('PERCY_X@')).toEqual(['Percy 100%']);
    expect(await find('0%')).toEqual(['Percy 100%']);
    expect(await find('ercyxx')).toEqual([]);
    expect(await find('percy?x')).toEqual([]);
  });

  it('is filtered by role and by who is active', async () => {
    const agent = await desk.person({ name: 'Agent', roles: ['agent'], teams: [desk.team] });
    await desk.person({ name: 'Gone', active: false });
    const agents = await listPeople(ctx, { agents: 'true' });
    expect(agents.items.map((person) => person.id)).toEqual([agent.id]);
    expect(agents.items[0]?.teams).toEqual([{ id: desk.team.id, name: desk.team.name, lead: false }]);
    const gone = await listPeople(ctx, { active: 'false' });
    expect(gone.items.map((person) => person.name)).toEqual(['Gone']);
  });

  it('is for agents and admins; others read themselves alone', async () => {
    const ada = await desk.person();
    const asAda = desk.ctxFor(ada);
    await expect(listPeople(asAda, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getPerson(asAda, { id: admin.id })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await getPerson(asAda, { id: ada.id })).id).toBe(ada.id);
  });
});

describe('changing a person', () => {
  it('that changes nothing leaves no trace', async () => {
    const ada = await desk.person({ name: 'Ada' });
    await updatePerson(ctx, { id: ada.id, name: 'Ada', roles: ['requester'] });
    expect(await desk.store.client.auditEntry.count({ where: { subjectId: ada.id } })).toBe(0);
  });

  it('refuses an address that somebody else has', async () => {
    const ada = await desk.person();
    await expect(updatePerson(ctx, { id: ada.id, email: 'zoe@example.com' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it.each([{ active: false }, { roles: ['requester' as const] }])(
    'signs them out and revokes their tokens in the same moment: %j',
    async (change) => {
      const agent = await desk.person({ roles: ['agent'], teams: [desk.team] });
      const session = await signIn(agent);
      const { secret } = await createToken(ctx, { name: 'T', scopes: ['read'], personId: agent.id });
      const link = await createSignInLink(ctx, agent.id);
      await updatePerson(ctx, { id: agent.id, ...change });
      expect(await sessionActor(ctx, session)).toBeUndefined();
      expect(await tokenActor(ctx, secret)).toBeUndefined();
      await expect(startSession(desk.ctxFor('nobody'), { secret: link.secret })).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    },
  );

  it('notes capacity and skills, and takes them back', async () => {
    const agent = await desk.person({ roles: ['agent'] });
    const skilled = await updatePerson(ctx, { id: agent.id, capacity: 5, skills: [' VPN ', 'vpn', 'mac'] });
    expect(skilled).toMatchObject({ capacity: 5, skills: ['vpn', 'mac'], availability: 'available' });
    const plain = await updatePerson(ctx, { id: agent.id, capacity: null, skills: [] });
    expect(plain).toMatchObject({ capacity: null, skills: [] });
    for (const wrong of [{ capacity: -1 }, { skills: ['two words'] }]) {
      await expect(updatePerson(ctx, { id: agent.id, ...wrong })).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  it('takes who is no agent any more out of their teams', async () => {
    const agent = await desk.person({ roles: ['agent'], teams: [desk.team] });
    const changed = await updatePerson(ctx, { id: agent.id, roles: ['requester'] });
    expect(changed.teams).toEqual([]);
  });

  it('leaves sessions alone where nothing was lost', async () => {
    const ada = await desk.person();
    const session = await signIn(ada);
    await updatePerson(ctx, { id: ada.id, name: 'New', roles: ['requester', 'agent'] });
    expect(await sessionActor(ctx, session)).toBeDefined();
  });

  it('never leaves the desk without an admin, whichever way it is tried', async () => {
    for (const change of [{ active: false }, { roles: ['agent' as const] }]) {
      await expect(updatePerson(ctx, { id: admin.id, ...change })).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    await expect(
      updatePerson(ctx, { id: admin.id, roles: ['requester'], guest: true }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('never does so when two admins take the role from each other at once', async () => {
    const [one, two] = [await desk.person({ roles: ['admin'] }), await desk.person({ roles: ['admin'] })];
    await updatePerson(desk.ctxFor(one), { id: admin.id, roles: ['requester'] });
    const results = await Promise.allSettled([
      updatePerson(desk.ctxFor(one), { id: two.id, roles: ['requester'] }),
      updatePerson(desk.ctxFor(two), { id: one.id, active: false }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = await desk.store.client.person.count({ where: { active: true, roles: { has: 'admin' } } });
    expect(left).toBe(1);
  });
});

describe('a manager', () => {
  const report = (person: { id: string }, managerId: string | null) =>
    updatePerson(ctx, { id: person.id, managerId });
  const wrong = { code: 'invalid', details: { problems: [{ field: 'managerId' }] } };

  it('is somebody else who is active, and does not answer to the person', async () => {
    const [ada, lin, tom] = [await desk.person(), await desk.person(), await desk.person()];
    expect((await report(ada, lin.id)).managerId).toBe(lin.id);
    expect((await report(lin, tom.id)).managerId).toBe(tom.id);
    await expect(report(tom, ada.id)).rejects.toMatchObject(wrong);
    await expect(report(ada, ada.id)).rejects.toMatchObject(wrong);
    await expect(report(ada, ctx.newId())).rejects.toMatchObject(wrong);
    await expect(report(ada, (await desk.person({ active: false })).id)).rejects.toMatchObject(wrong);
    expect((await report(lin, null)).managerId).toBeNull();
    expect((await report(tom, ada.id)).managerId).toBe(ada.id);
  });

  it('is not each other’s, also when that is said of both at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, lin] = [await desk.person(), await desk.person()];
      const results = await Promise.allSettled([report(ada, lin.id), report(lin, ada.id)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = results.find((result) => result.status === 'rejected');
      expect(refused).toMatchObject({ reason: wrong });
    }
  });
});
