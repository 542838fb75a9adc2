import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemsOf } from './problems.ts';

const BOT = { SLACK_BOT_TOKEN: 'xoxb-1' };
const SIGNED = { SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };
const SOCKET = { SLACK_APP_TOKEN: 'xapp-1' };
const ID = { SLACK_CLIENT_ID: '1000.2000' };
const SECRET = { SLACK_CLIENT_SECRET: 'a-client-secret' };

test('Slack is off unless there is a token or a client', () => {
  expect(readConfig({}).slack).toBeUndefined();
  expect(readConfig({ SLACK_CLIENT_ID: '', SLACK_BOT_TOKEN: '' }).slack).toBeUndefined();
});

test.each([
  ['a token, by HTTP', { ...BOT, ...SIGNED }, { botToken: 'xoxb-1', client: undefined }],
  ['a token, by a socket', { ...BOT, ...SOCKET }, { botToken: 'xoxb-1', appToken: 'xapp-1' }],
  [
    'installing, by HTTP',
    { ...ID, ...SECRET, ...SIGNED },
    { botToken: undefined, client: { id: '1000.2000', secret: 'a-client-secret' } },
  ],
  [
    'installing, by a socket',
    { ...ID, ...SECRET, ...SOCKET },
    { client: { id: '1000.2000', secret: 'a-client-secret' }, signingSecret: undefined },
  ],
  [
    'both',
    { ...BOT, ...ID, ...SECRET, ...SIGNED },
    { botToken: 'xoxb-1', client: { id: '1000.2000', secret: 'a-client-secret' } },
  ],
])('takes %s', (_, environment, config) => {
  expect(readConfig(environment).slack).toMatchObject(config);
});

test.each([
  [
    'an id without a secret',
    { ...ID, ...SIGNED },
    /^SLACK_CLIENT_SECRET is required with SLACK_CLIENT_ID: .*Basic Information.*leave both out/,
  ],
  [
    'a secret without an id',
    { ...BOT, ...SECRET, ...SIGNED },
    /^SLACK_CLIENT_ID is required with SLACK_CLIENT_SECRET: .*Basic Information/,
  ],
  [
    'a client that nothing signs',
    { ...ID, ...SECRET },
    /^SLACK_SIGNING_SECRET is required with SLACK_CLIENT_ID/,
  ],
  ['a token that nothing signs', BOT, /^SLACK_SIGNING_SECRET is required with SLACK_BOT_TOKEN/],
  [
    'a signing secret alone',
    SIGNED,
    /^SLACK_BOT_TOKEN is required with the other SLACK variables: .*SLACK_CLIENT_ID and SLACK_CLIENT_SECRET/,
  ],
  [
    'what is no id',
    { ...ID, ...SECRET, ...SIGNED, SLACK_CLIENT_ID: 'A0123' },
    /^SLACK_CLIENT_ID must be the Client ID under Basic Information/,
  ],
  [
    'what is no secret',
    { ...ID, ...SIGNED, SLACK_CLIENT_SECRET: 'short' },
    /^SLACK_CLIENT_SECRET must be the Client Secret under Basic Information/,
  ],
])('says how to mend %s', (_, environment, words) => {
  const problems = problemsOf(environment);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(words);
  expect(problems[0]).not.toMatch(/a-client-secret|short$/);
});
