import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminTokenActor } from '../../../src/domain/tokens/admin-token.ts';
import { createToken, listTokens, revokeToken, tokenActor } from '../../../src/domain/tokens/token.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let admin: ActingPerson;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  admin = await desk.person({ name: 'Root', roles: ['admin'] });
  ctx = desk.ctxFor(admin);
});
afterAll(() => desk?.close());

describe('a token', () => {
  it('is shown once and stored as a hash', async () => {
    const { token, secret } = await createToken(ctx, { name: 'CI', scopes: ['read', 'read'] });
    expect(secret).toMatch(/^dbk_[\w-]{43}$/);
    expect(token).toMatchObject({ name: 'CI', scopes: ['read'], person: { id: admin.id, name: 'Root' } });
    expect(JSON.stringify(await listTokens(ctx))).not.toContain(secret.slice(4));
    const rows = await desk.store.client.$queryRaw<object[]>`SELECT * FROM api_token`;
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
    const audit = await desk.store.client.auditEntry.findMany();
    expect(JSON.stringify(audit.map((entry) => entry.detail))).not.toContain(secret.slice(4));
  });

  it('acts as its person, with what that person may do now', async () => {
    const agent = await desk.person({ name: 'Ann', roles: ['agent'], teams: [desk.team] });
    const { secret, token } = await createToken(ctx, { name: 'T', scopes: ['write'], personId: agent.id });
    expect(await tokenActor(ctx, secret)).toEqual({
      kind: 'token',
      tokenId: token.id,
      scopes: ['write'],
      person: agent,
    });
    await desk.store.client.person.update({ where: { id: agent.id }, data: { active: false } });
    expect(await tokenActor(ctx, secret)).toBeUndefined();
  });

  it('reaches no further than its person, nor than the token that made it', async () => {
    const agent = await desk.person({ roles: ['agent'] });
    await expect(
      createToken(ctx, { name: 'T', scopes: ['admin'], personId: agent.id }),
    ).rejects.toMatchObject({ code: 'invalid' });
    const limited = desk.ctxFor({ kind: 'token', tokenId: 'x', scopes: ['admin'], person: admin });
    await expect(createToken(limited, { name: 'T', scopes: ['admin', 'write'] })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await createToken(limited, { name: 'T', scopes: ['admin'] })).token.scopes).toEqual(['admin']);
  });

  it('ends when it is revoked, and when its time is up', async () => {
    const first = await createToken(ctx, { name: 'T', scopes: ['read'] });
    const revoked = await revokeToken(ctx, { id: first.token.id });
    expect(revoked.revokedAt).not.toBeNull();
    expect(await tokenActor(ctx, first.secret)).toBeUndefined();
    expect((await revokeToken(ctx, { id: first.token.id })).revokedAt).toBe(revoked.revokedAt);
    await expect(revokeToken(ctx, { id: ctx.newId() })).rejects.toMatchObject({ code: 'not_found' });
    const expiresAt = new Date(desk.clock.now().getTime() + MINUTE).toISOString();
    const { secret } = await createToken(ctx, { name: 'T', scopes: ['read'], expiresAt });
    expect(await tokenActor(ctx, secret)).toBeDefined();
    desk.clock.advance(MINUTE);
    expect(await tokenActor(ctx, secret)).toBeUndefined();
    await expect(createToken(ctx, { name: 'T', scopes: ['read'], expiresAt })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('says when it was last used, within a minute', async () => {
    const { secret, token } = await createToken(ctx, { name: 'T', scopes: ['read'] });
    const lastUsed = async () => (await listTokens(ctx)).items.find((one) => one.id === token.id)?.lastUsedAt;
    await tokenActor(ctx, secret);
    const first = desk.clock.now().toISOString();
    await expect.poll(lastUsed).toBe(first);
    desk.clock.advance(MINUTE / 2);
    await tokenActor(ctx, secret);
    expect(await lastUsed()).toBe(first);
    desk.clock.advance(MINUTE);
    await tokenActor(ctx, secret);
    await expect.poll(lastUsed).toBe(desk.clock.now().toISOString());
  });

  it.each(['', 'dbk_', 'x', `dbk_${'a'.repeat(43)}`, `dbk_${"'".repeat(43)}`, '\0'])(
    'that nobody made is nobody: %j',
    async (secret) => {
      expect(await tokenActor(ctx, secret)).toBeUndefined();
    },
  );
});

describe('the token of the environment', () => {
  it('acts as the admin who is there for longest', async () => {
    desk.clock.advance(MINUTE);
    await desk.person({ name: 'Later', roles: ['admin'] });
    expect(await adminTokenActor(ctx)).toMatchObject({
      tokenId: 'ADMIN_TOKEN',
      scopes: ['read', 'write', 'admin'],
      person: { name: 'Root' },
    });
    await desk.store.client.person.update({ where: { id: admin.id }, data: { active: false } });
    expect(await adminTokenActor(ctx)).toMatchObject({ person: { name: 'Later' } });
    await desk.store.client.person.updateMany({ data: { active: false } });
    expect(await adminTokenActor(ctx)).toBeUndefined();
  });
});
