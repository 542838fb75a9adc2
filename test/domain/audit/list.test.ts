import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit as contract } from '../../../src/contract/audit.ts';
import { listAudit } from '../../../src/domain/audit/list.ts';
import { audit } from '../../../src/domain/audit/record.ts';
import { verification } from '../../../src/domain/audit/verify.ts';
import type { ActingPerson, Actor, Ctx } from '../../../src/lib/context.ts';
import { writeCursor } from '../../../src/lib/cursor.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { key } from './log.ts';

let desk: Desk;
let admin: ActingPerson;
let ctx: Ctx;
let token: Extract<Actor, { kind: 'token' }>;

beforeAll(async () => {
  desk = await createDesk();
  admin = await desk.person({ name: 'Ada Admin', roles: ['admin'] });
  ctx = desk.ctxFor(admin);
  token = { kind: 'token', tokenId: ctx.newId(), scopes: ['admin'], person: admin };
  await desk.store.client.apiToken.create({
    data: {
      id: token.tokenId,
      name: 'ci',
      hash: 'x',
      scopes: ['admin'],
      personId: admin.id,
      createdAt: desk.clock.now(),
    },
  });
  const actors: (Actor | ActingPerson | 'system' | 'nobody')[] = [
    admin,
    token,
    { kind: 'source', name: 'alerts/eu' },
    'system',
    'nobody',
    { kind: 'person', person: { ...admin, id: ctx.newId() } },
  ];
  for (const [index, actor] of actors.entries()) {
    desk.clock.advance(60_000);
    await audit(desk.ctxFor(actor, 'web'), {
      action: index % 2 === 0 ? 'ticket.edit' : 'ticket.resolve',
      subject: { type: index < 4 ? 'ticket' : 'person', id: `s${index % 3}` },
      detail: { index },
    });
  }
});
afterAll(() => desk.close());

const ids = async (input: Parameters<typeof listAudit>[1]) =>
  (await listAudit(ctx, input)).items.map((item) => item.id);

describe('listAudit', () => {
  it('shows the newest first, with the names of those who acted', async () => {
    const page = await listAudit(ctx, {});
    expect(contract.list.output.parse(page)).toEqual(page);
    expect(page.next).toBeNull();
    expect(page.items.map(({ id, actor }) => [id, actor.kind, actor.name])).toEqual([
      [6, 'person', null],
      [5, 'nobody', null],
      [4, 'system', 'test'],
      [3, 'source', 'alerts/eu'],
      [2, 'token', 'Ada Admin (token ci)'],
      [1, 'person', 'Ada Admin'],
    ]);
    expect(page.items.at(-1)).toEqual({
      id: 1,
      at: '2026-01-05T09:01:00.000Z',
      actor: { kind: 'person', id: admin.id, name: 'Ada Admin' },
      action: 'ticket.edit',
      subject: { type: 'ticket', id: 's0' },
      channel: 'web',
      requestId: expect.any(String),
      detail: { index: 0 },
      seq: null,
    });
  });

  it.each([
    ['type', { subjectType: 'person' }, [6, 5]],
    ['subject', { subjectType: 'ticket', subjectId: 's0' }, [4, 1]],
    ['action', { action: 'ticket.resolve' }, [6, 4, 2]],
    ['time', { after: '2026-01-05T09:02:00Z', before: '2026-01-05T10:04:00+01:00' }, [3, 2]],
    ['source', { actorId: 'alerts/eu' }, [3]],
    ['part of the name of a source', { actorId: 'eu' }, []],
  ])('filters by %s', async (_, input, expected) => {
    expect(await ids(input)).toEqual(expected);
  });

  it('finds what a person did also with tokens', async () => {
    expect(await ids({ actorId: admin.id })).toEqual([2, 1]);
    expect(await ids({ actorId: token.tokenId })).toEqual([2]);
  });

  it('goes page by page, past new entries', async () => {
    const first = await listAudit(ctx, { limit: 4 });
    const second = await listAudit(ctx, { limit: 4, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
  });

  it('refuses a mark of another list', async () => {
    const cursor = writeCursor({ at: desk.clock.now(), id: ctx.newId() });
    await expect(listAudit(ctx, { cursor })).rejects.toMatchObject({ code: 'invalid' });
    await expect(listAudit(ctx, { limit: 0 })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('shows erased details as null, and entries that somebody edited', async () => {
    await desk.store.pool.query('CREATE TABLE kept AS SELECT * FROM audit_entry');
    await desk.store.pool.query(
      `UPDATE audit_entry SET detail = CASE id WHEN 1 THEN NULL WHEN 2 THEN '[1]' ELSE 'x' END`,
    );
    await desk.store.pool.query(`UPDATE audit_entry SET at = 'infinity' WHERE id = 3`);
    const page = await listAudit(ctx, {});
    expect(contract.list.output.parse(page)).toEqual(page);
    expect(page.items.slice(-3).map((item) => item.detail)).toEqual([{ text: 'x' }, { text: '[1]' }, null]);
    await desk.store.pool.query('TRUNCATE audit_entry');
    await desk.store.pool.query('INSERT INTO audit_entry SELECT * FROM kept');
  });
});

describe('permission', () => {
  it('is for admins only, with a token of the scope admin', async () => {
    const agent = await desk.person({ roles: ['agent'] });
    const refused: [Parameters<Desk['ctxFor']>[0], string][] = [
      ['nobody', 'unauthenticated'],
      [agent, 'forbidden'],
      [{ ...admin, guest: true }, 'forbidden'],
      [{ ...token, scopes: ['read', 'write'] }, 'forbidden'],
    ];
    for (const [who, code] of refused) {
      await expect(listAudit(desk.ctxFor(who), {})).rejects.toMatchObject({ code });
      await expect(verification(desk.ctxFor(who), { key })).rejects.toMatchObject({ code });
    }
    const report = await verification(desk.ctxFor(token), { key });
    expect(report).toMatchObject({ sealed: 0, unsealed: 6, erased: 0, faults: [] });
    expect(contract.verify.output.parse(report)).toEqual(report);
  });
});
