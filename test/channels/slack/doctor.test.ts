import { afterEach, beforeEach, expect, it } from 'vitest';
import { examineSlack } from '../../../src/channels/slack/doctor.ts';
import { SCOPES } from '../../../src/channels/slack/scopes.ts';
import type { SlackConfig } from '../../../src/config/slack.ts';
import { type Clock, SECOND, systemClock } from '../../../src/lib/clock.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import type { Workspace } from '../../support/slack/types.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

let slack: FakeSlack;
let workspace: Workspace;
let config: SlackConfig;
beforeEach(async () => {
  slack = await startFakeSlack({ clock: systemClock });
  workspace = slack.addWorkspace({ id: 'T1', name: 'Acme', scopes: SCOPES });
  config = {
    botToken: workspace.botToken,
    signingSecret: SECRET,
    appToken: workspace.appToken ?? undefined,
    client: undefined,
    apiUrl: slack.apiUrl,
  };
});
afterEach(() => slack.close());

/** What it says, and whether any of it is a token or a secret. */
async function examine(change: Partial<SlackConfig> = {}, clock: Clock = systemClock) {
  const asked = { ...config, ...change };
  const findings = await examineSlack(asked, clock);
  const printed = JSON.stringify(findings);
  for (const secret of [asked.botToken, asked.appToken, asked.signingSecret, asked.client?.secret]) {
    if (secret) expect(printed).not.toContain(secret);
  }
  return new Map(findings.map(({ what, ...finding }) => [what, finding]));
}

const shifted = (milliseconds: number): Clock => ({ now: () => new Date(Date.now() + milliseconds) });

it('finds nothing wrong where nothing is, and says which bot of which workspace it is', async () => {
  const found = await examine();
  expect([...found.values()].filter(({ ok }) => !ok)).toEqual([]);
  expect([...found.keys()]).toEqual([
    ...['Slack', 'Slack scopes', 'Slack app token', 'Slack signing secret', 'Slack clock'],
  ]);
  expect(found.get('Slack')?.words).toBe('the bot token is that of @deskbell in the workspace Acme (T1)');
});

it('takes an address of the API without a slash at its end', async () => {
  expect((await examine({ apiUrl: slack.apiUrl.replace(/\/$/, '') })).get('Slack')?.ok).toBe(true);
});

it.each<[string, () => unknown, RegExp]>([
  ['invalid_auth', () => Object.assign(config, { botToken: 'xoxb-other' }), /Copy the Bot User OAuth Token/],
  ['account_inactive', () => slack.uninstall(workspace), /The app was removed/],
  ['token_revoked', () => Object.assign(workspace, { token: 'revoked' }), /withdrawn/],
  ['fatal_error', () => slack.fail('auth.test', { error: 'fatal_error' }), /./],
])('says how to mend %s', async (code, breakIt, mend) => {
  breakIt();
  const found = await examine();
  expect(found.get('Slack')).toMatchObject({
    ...{ ok: false, words: `Slack refuses the bot token: ${code}`, mend: expect.stringMatching(mend) },
  });
  // Nothing is known of the scopes of a token that is none; the clocks can be compared all the same.
  expect(found.has('Slack scopes')).toBe(false);
  expect(found.get('Slack clock')?.ok).toBe(true);
});

it('repeats no words of Slack that are no code', async () => {
  slack.fail('auth.test', { error: `it is ${workspace.botToken}` });
  expect((await examine()).get('Slack')?.ok).toBe(false);
});

it('compares the clocks also where there is no bot token to try', async () => {
  const found = await examine({ botToken: undefined, client: { id: '1.2', secret: 'a-client-secret' } });
  expect(found.get('Slack')).toEqual({ ok: true, words: expect.stringContaining('no bot token') });
  expect(found.has('Slack scopes')).toBe(false);
  expect(found.has('Slack clock')).toBe(true);
});

it('names the scopes that are missing, and those that are too many', async () => {
  workspace.scopes = new Set(SCOPES.filter((scope) => scope !== 'im:write' && scope !== 'users:read.email'));
  expect((await examine()).get('Slack scopes')).toMatchObject({
    ...{ ok: false, words: 'missing: im:write, users:read.email', mend: expect.stringContaining('manifest') },
  });
  workspace.scopes = new Set([...SCOPES, 'files:write']);
  expect((await examine()).get('Slack scopes')).toEqual({
    ...{ ok: true, words: 'all granted, and more than needed: files:write' },
  });
});

it('says what is different without a scope that the desk does without', async () => {
  workspace.scopes.delete('chat:write.customize');
  expect((await examine()).get('Slack scopes')).toEqual({
    ok: true,
    words: expect.stringMatching(/^all that are needed; without chat:write\.customize: who wrote/),
  });
  workspace.scopes.delete('im:write');
  expect((await examine()).get('Slack scopes')).toMatchObject({
    ...{ ok: false, words: 'missing: chat:write.customize, im:write' },
  });
});

it('tries the app token, in Socket Mode alone', async () => {
  const broken = (await examine({ appToken: 'xapp-other' })).get('Slack app token');
  expect(broken).toMatchObject({ ok: false, words: 'Slack refuses the app token: invalid_auth' });
  expect(broken?.mend).toContain('Turn Socket Mode on');
  slack.fail('apps.connections.open', { error: 'missing_scope', extra: { needed: 'connections:write' } });
  expect((await examine()).get('Slack app token')?.mend).toContain('connections:write');
  slack.reset();
  expect((await examine({ appToken: undefined })).has('Slack app token')).toBe(false);
  expect(slack.calls.map(({ method }) => method)).toEqual(['auth.test']);
});

it.each<[string, Partial<SlackConfig>, boolean, RegExp]>([
  ['32 characters', { appToken: undefined }, true, /shows when Slack verifies/],
  ['none in Socket Mode', { signingSecret: undefined }, true, /Socket Mode needs none/],
  ['none at all', { signingSecret: undefined, appToken: undefined }, false, /not set/],
  ['one cut short', { signingSecret: SECRET.slice(1) }, false, /it has 31/],
  ['something else', { signingSecret: `${SECRET.slice(1)}g` }, false, /32 characters/],
])('judges the signing secret by its form: %s', async (_, change, ok, words) => {
  const found = (await examine(change)).get('Slack signing secret');
  expect(found).toMatchObject({ ok, words: expect.stringMatching(words) });
});

it.each([
  [3 * SECOND, true, /agrees/],
  [-3 * SECOND, true, /agrees/],
  [60 * SECOND, false, /^ours is (58|59|60) s ahead of/],
  [-60 * SECOND, false, /^ours is (58|59|60) s behind/],
])('compares the clocks: %i ms apart', async (apart, ok, words) => {
  const found = (await examine({}, shifted(apart))).get('Slack clock');
  expect(found).toMatchObject({ ok, words: expect.stringMatching(words) });
});

it('tells a Slack that is down from one that cannot be reached', async () => {
  slack.fail('*', { status: 503 }, 2);
  const down = await examine();
  expect(down.get('Slack')?.words).toContain('HTTP 503');
  expect(down.get('Slack app token')?.words).toContain('HTTP 503');
  slack.fail('*', 'reset', 2);
  const away = await examine();
  expect(away.get('Slack')?.words).toMatch(/^Slack cannot be reached: ./);
  expect(away.has('Slack clock')).toBe(false);
});
