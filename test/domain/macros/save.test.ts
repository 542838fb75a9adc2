import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listMacros } from '../../../src/domain/macros/list.ts';
import { removeMacro, updateMacro } from '../../../src/domain/macros/save.ts';
import { removeTeam } from '../../../src/domain/teams/team.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createMacroDesk, type MacroDesk } from './macro-desk.ts';

let desk: MacroDesk;
beforeAll(async () => {
  desk = await createMacroDesk();
});
beforeEach(() => desk.store.client.macro.deleteMany());
afterAll(() => desk?.close());

const names = async (who: ActingPerson) =>
  (await listMacros(desk.ctxFor(who), {})).items.map(({ name, editable }) => (editable ? `${name}*` : name));
const reply = 'Please restart it.';
const audited = async (action: string) => {
  const { client } = desk.store;
  const entry = await client.auditEntry.findFirstOrThrow({ where: { action }, orderBy: { id: 'desc' } });
  return JSON.parse(entry.detail ?? '');
};
const forbidden = { code: 'forbidden' };
const hidden = { code: 'not_found' };

describe('who may use and change which macros', () => {
  test('is decided by their reach', async () => {
    const { macro, team, agent, lead, admin, elsewhere } = desk;
    await macro({ name: 'For all', reply });
    await macro({ name: 'For the team', reach: 'teams', teamIds: [team.id], reply }, lead);
    await macro({ name: 'Mine', reach: 'personal', reply }, agent);
    expect(await names(agent)).toEqual(['For all', 'For the team', 'Mine*']);
    expect(await names(lead)).toEqual(['For all', 'For the team*']);
    expect(await names(elsewhere)).toEqual(['For all']);
    expect(await names(admin)).toEqual(['For all*', 'For the team*']);
  });

  test('agents share nothing, and leads only with teams of which they lead each one', async () => {
    const { macro, team, agent, lead, requester } = desk;
    const other = await desk.addTeam();
    await expect(macro({ reply }, agent)).rejects.toMatchObject(forbidden);
    await expect(macro({ reply }, lead)).rejects.toMatchObject(forbidden);
    await expect(macro({ reach: 'teams', teamIds: [team.id], reply }, agent)).rejects.toMatchObject(
      forbidden,
    );
    const both = { reach: 'teams' as const, teamIds: [team.id, other.id], reply };
    await expect(macro(both, lead)).rejects.toMatchObject(forbidden);
    await expect(macro({ reach: 'personal', reply }, requester)).rejects.toMatchObject(forbidden);
    await expect(listMacros(desk.ctxFor(requester), {})).rejects.toMatchObject(forbidden);
  });

  test('nobody changes what they may not, nor learns of what they may not use', async () => {
    const { agent, lead, admin, elsewhere } = desk;
    const shared = await desk.macro({ reply });
    const ofTeam = await desk.macro({ reach: 'teams', teamIds: [desk.team.id], reply }, lead);
    const personal = await desk.macro({ reach: 'personal', reply }, agent);
    const change = (who: ActingPerson, { id }: { id: string }) =>
      updateMacro(desk.ctxFor(who), { id, description: 'Other.' });
    const remove = (who: ActingPerson, { id }: { id: string }) => removeMacro(desk.ctxFor(who), { id });
    for (const attempt of [change, remove]) {
      await expect(attempt(agent, shared)).rejects.toMatchObject(forbidden);
      await expect(attempt(agent, ofTeam)).rejects.toMatchObject(forbidden);
      await expect(attempt(elsewhere, ofTeam)).rejects.toMatchObject(hidden);
      await expect(attempt(lead, personal)).rejects.toMatchObject(hidden);
      await expect(attempt(admin, personal)).rejects.toMatchObject(hidden);
    }
    // Nor does a lead get it to everybody by way of a change.
    await expect(updateMacro(desk.ctxFor(lead), { id: ofTeam.id, reach: 'everybody' })).rejects.toMatchObject(
      forbidden,
    );
  });

  test('a macro whose last team is gone is left to admins', async () => {
    const gone = await desk.addTeam();
    await desk.macro({ name: 'Orphan', reach: 'teams', teamIds: [gone.id], reply });
    await removeTeam(desk.ctxFor(desk.admin), { id: gone.id });
    expect(await names(desk.agent)).toEqual([]);
    expect(await names(desk.admin)).toEqual(['Orphan*']);
  });
});

describe('a macro', () => {
  test('is changed field by field; what it does counts versions, and all of it is audited', async () => {
    const { id } = await desk.macro({ name: 'Restart', reply });
    const as = desk.ctxFor(desk.admin);
    expect(await updateMacro(as, { id, name: 'Restart' })).toMatchObject({ version: 1 });
    const changed = await updateMacro(as, { id, reach: 'teams', teamIds: [desk.team.id] });
    expect(changed).toMatchObject({ name: 'Restart', version: 2, teamIds: [desk.team.id], reply });
    expect(await audited('macro.update')).toEqual({
      before: { reach: 'everybody', teamIds: [] },
      after: { reach: 'teams', teamIds: [desk.team.id] },
    });
    const personal = await updateMacro(as, { id, reach: 'personal' });
    expect(personal).toMatchObject({ reach: 'personal', teamIds: [], version: 3 });
    expect(await names(desk.lead)).toEqual([]);
    await removeMacro(as, { id });
    expect(await audited('macro.remove')).toMatchObject({ before: { name: 'Restart' } });
    await expect(removeMacro(as, { id })).rejects.toMatchObject(hidden);
  });

  test('has a name that is taken once within its reach, whatever its case', async () => {
    const { agent, lead, team } = desk;
    await desk.macro({ name: 'Über uns', reply });
    const taken = { code: 'conflict', message: 'There is a macro of this name already.' };
    await expect(desk.macro({ name: 'ÜBER UNS', reply })).rejects.toMatchObject(taken);
    await expect(
      desk.macro({ name: 'über uns', reach: 'teams', teamIds: [team.id], reply }, lead),
    ).rejects.toMatchObject(taken);
    const mine = await desk.macro({ name: 'über uns', reach: 'personal', reply }, agent);
    await desk.macro({ name: 'über uns', reach: 'personal', reply }, lead);
    await desk.macro({ name: 'other', reach: 'personal', reply }, agent);
    await expect(updateMacro(desk.ctxFor(agent), { id: mine.id, name: 'OTHER' })).rejects.toMatchObject(
      taken,
    );
  });

  test('of one name is made once, however many ask for it at once', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => desk.macro({ name: 'The one', reply })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test.each([
    ['reply', {}, /needs a reply, or something to do/],
    [
      'reply',
      { reply: 'Hello {{requester.nmae}}' },
      /There is no \{\{requester\.nmae\}\}\. A text may name: /,
    ],
    ['actions.0.text', { actions: [{ do: 'note', text: '{{x}}' }] }, /There is no \{\{x\}\}/],
    ['teamIds', { reply, reach: 'teams' }, /choose at least one team/],
    ['actions.0.queueId', { actions: [{ do: 'move', queueId: crypto.randomUUID() }] }, /no such queue/],
    [
      'actions.1.to',
      { actions: [{ do: 'close' }, { do: 'assign', to: crypto.randomUUID() }] },
      /no such person/,
    ],
  ] as const)('that cannot be right is refused: %s, %j', async (field, wrong, words) => {
    const failure = await desk.macro(structuredClone(wrong) as never).catch((error) => error);
    expect(failure).toMatchObject({ code: 'invalid', details: { problems: [{ field }] } });
    expect(failure.message).toMatch(words);
  });

  test('does only what concerns the ticket, and has no more than 20 actions', async () => {
    const many = Array.from({ length: 21 }, () => ({ do: 'resume' }));
    const outside = [{ do: 'webhook', webhookId: crypto.randomUUID() }];
    for (const actions of [many, outside, [{ do: 'reply', text: 'Hello' }]]) {
      await expect(desk.macro({ actions } as never)).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  test('is one of 500 that are shared, or of 500 of one’s own', async () => {
    const at = desk.clock.now();
    await desk.store.client.macro.createMany({
      data: Array.from({ length: 500 }, (_, index) => ({
        ...{ id: desk.system.newId(), name: `Filler ${index}`, reach: 'everybody' as const },
        ...{ reply, actions: [], createdAt: at, updatedAt: at },
      })),
    });
    await expect(desk.macro({ reply })).rejects.toMatchObject({ code: 'conflict' });
    await desk.macro({ reach: 'personal', reply });
  });

  test('holds every text that comes in', async () => {
    const text = 'a\0b \ud800 ok 👩‍💻';
    const { id } = await desk.macro({ reply: text, actions: [{ do: 'note', text }] });
    const kept = { reply: 'a␀b \ufffd ok 👩‍💻', actions: [{ do: 'note', text: 'a␀b \ufffd ok 👩‍💻' }] };
    expect((await listMacros(desk.ctxFor(desk.admin), {})).items).toMatchObject([{ id, ...kept }]);
  });
});
