import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { createService } from '../../../src/domain/services/services.ts';
import { removeMember, setMember } from '../../../src/domain/teams/members.ts';
import { createTeam, listTeams, removeTeam, renameTeam } from '../../../src/domain/teams/team.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
});
afterAll(() => desk?.close());

const conflict = { code: 'conflict' };

describe('teams', () => {
  it('have names that nobody else has', async () => {
    const team = await createTeam(ctx, { name: '  Network ' });
    expect(team.name).toBe('Network');
    await expect(createTeam(ctx, { name: 'Network' })).rejects.toMatchObject(conflict);
    await expect(renameTeam(ctx, { id: team.id, name: desk.team.name })).rejects.toMatchObject(conflict);
    expect((await renameTeam(ctx, { id: team.id, name: 'Networks' })).name).toBe('Networks');
    await expect(renameTeam(ctx, { id: ctx.newId(), name: 'X' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('go only without a queue', async () => {
    await expect(removeTeam(ctx, { id: desk.team.id })).rejects.toMatchObject(conflict);
    const team = await createTeam(ctx, { name: 'Passing' });
    await removeTeam(ctx, { id: team.id });
    expect((await listTeams(ctx)).items.map((one) => one.name)).not.toContain('Passing');
  });

  it('go only without a service', async () => {
    const team = await createTeam(ctx, { name: 'Shop keepers' });
    await createService(ctx, { name: 'Web shop', teamId: team.id });
    await expect(removeTeam(ctx, { id: team.id })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('the service Web shop') },
    });
  });

  it('are told to everybody who keeps a copy', async () => {
    const news: string[] = [];
    const stop = desk.bus.subscribe((item) => news.push(item.topic));
    await createTeam(ctx, { name: 'Told' });
    stop();
    expect(news).toContain('directory');
  });
});

describe('members', () => {
  it('are agents, and may lead', async () => {
    const agent = await desk.person({ name: 'Ann', roles: ['agent'] });
    const team = await setMember(ctx, { id: desk.team.id, personId: agent.id });
    expect(team.members).toEqual([{ id: agent.id, name: 'Ann', lead: false }]);
    const led = await setMember(ctx, { id: desk.team.id, personId: agent.id, lead: true });
    expect(led.members[0]?.lead).toBe(true);
    const left = await removeMember(ctx, { id: desk.team.id, personId: agent.id });
    expect(left.members).toEqual([]);
    await removeMember(ctx, { id: desk.team.id, personId: agent.id });
  });

  it('are nobody else', async () => {
    for (const options of [
      {},
      { roles: ['admin' as const] },
      { roles: ['agent' as const], active: false },
      { roles: ['agent' as const], guest: true },
    ]) {
      const person = await desk.person(options);
      await expect(setMember(ctx, { id: desk.team.id, personId: person.id })).rejects.toMatchObject({
        code: 'invalid',
      });
    }
  });

  it('are nobody who loses the role at the same moment', async () => {
    const agent = await desk.person({ roles: ['agent'] });
    await Promise.allSettled([
      updatePerson(ctx, { id: agent.id, roles: ['requester'] }),
      setMember(ctx, { id: desk.team.id, personId: agent.id }),
    ]);
    expect(await desk.store.client.teamMember.count({ where: { personId: agent.id } })).toBe(0);
  });

  it('are shown while they are active', async () => {
    const agent = await desk.person({ roles: ['agent'], teams: [desk.team] });
    await updatePerson(ctx, { id: agent.id, active: false });
    const shown = (await listTeams(ctx)).items.find((team) => team.id === desk.team.id);
    expect(shown?.members.map((member) => member.id)).not.toContain(agent.id);
  });
});
