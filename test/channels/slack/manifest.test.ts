import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../src/channels/slack/scopes.ts';
import { appMethods, openMethods } from '../../support/slack/methods/apps.ts';
import { chatMethods } from '../../support/slack/methods/chat.ts';
import { conversationMethods } from '../../support/slack/methods/conversations.ts';
import { fileMethods } from '../../support/slack/methods/files.ts';
import { roomMethods } from '../../support/slack/methods/rooms.ts';
import { userMethods } from '../../support/slack/methods/users.ts';
import { viewMethods } from '../../support/slack/methods/views.ts';
import { SlackError } from '../../support/slack/refuse.ts';
import { needScopeOf, scopeFor, scopeOfEvent } from '../../support/slack/scopes.ts';
import type { Conversation, Workspace } from '../../support/slack/types.ts';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const manifest = read('manifests/slack/manifest.yaml');
const docs = read('docs/slack.md');

/** The items of the list under a key that stands in the manifest once. */
function listed(key: string): string[] {
  const lines = manifest.split('\n');
  const start = lines.findIndex((line) => line.trim() === `${key}:`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !line.trim().startsWith('- '));
  return rest.slice(0, end).map((line) => line.trim().slice(2));
}

const KNOWN = { ...appMethods, ...openMethods, ...chatMethods, ...conversationMethods };
Object.assign(KNOWN, fileMethods, roomMethods, userMethods, viewMethods);

/** Every method of the Web API that our code names. */
function methods(): string[] {
  const folder = 'src/channels/slack';
  const names = readdirSync(fileURLToPath(new URL(`../../../${folder}`, import.meta.url))).flatMap((file) =>
    [
      ...read(`${folder}/${file}`).matchAll(
        /'((?:apps|auth|bots|chat|conversations|files|oauth|pins|reactions|team|users|views)\.[A-Za-z0-9.]+)'/g,
      ),
    ].map(([, name = '']) => name),
  );
  return [...new Set(names)].sort();
}

/** Where the app talks: groups of people without a name it does not know. */
const KINDS: Conversation['kind'][] = ['public', 'private', 'im'];
const OF_CONVERSATIONS: Record<string, 'read' | 'history'> = {
  'conversations.history': 'history',
  'conversations.replies': 'history',
  'conversations.info': 'read',
  'conversations.list': 'read',
  'conversations.members': 'read',
};
/** Of channels alone: these are made, changed and listed as what they are. */
const OF_CHANNELS: Record<string, string[]> = {
  'conversations.create': ['channels:manage', 'groups:write'],
  'conversations.invite': ['channels:manage', 'groups:write'],
  'conversations.setTopic': ['channels:manage', 'groups:write'],
  'conversations.archive': ['channels:manage', 'groups:write'],
  'users.conversations': ['channels:read', 'groups:read'],
};

function scopesOfMethod(method: string): string[] {
  const what = OF_CONVERSATIONS[method];
  const known = OF_CHANNELS[method];
  if (known) return known;
  if (what) return KINDS.map((kind) => scopeFor(kind, what));
  try {
    needScopeOf({ scopes: new Set<string>() } as Workspace, method);
    return [];
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return [String(error.extra.needed)];
  }
}

const MESSAGES: Record<string, Conversation['kind']> = { channels: 'public', groups: 'private', im: 'im' };

function scopeOfSubscription(event: string): string[] {
  const [type = '', family] = event.split('.');
  return [scopeOfEvent(type, family ? MESSAGES[family] : undefined) ?? []].flat();
}

/** What no method and no event shows. */
const BESIDES = [
  // Some arguments of chat.postMessage need it.
  'chat:write.customize',
  // The slash command and the shortcut.
  'commands',
  // Files are fetched from their own addresses.
  'files:read',
  // Without it users.info leaves the address out.
  'users:read.email',
];

describe('the manifest', () => {
  it('asks for the scopes that the code, its events and its commands need, and for no others', () => {
    const needed = [
      ...methods().flatMap(scopesOfMethod),
      ...listed('bot_events').flatMap(scopeOfSubscription),
      ...BESIDES,
    ];
    expect(listed('bot')).toEqual([...new Set(needed)].sort());
    expect(listed('bot')).toEqual(SCOPES);
  });

  it('is judged by all the methods that are called, and Slack has each of them', () => {
    expect(methods()).toEqual(expect.arrayContaining(['auth.test', 'chat.postMessage', 'users.info']));
    expect(methods().filter((method) => !Object.hasOwn(KNOWN, method))).toEqual([]);
  });

  it('subscribes to the events that the desk lives by', () => {
    expect(listed('bot_events')).toEqual([
      ...['app_home_opened', 'app_mention', 'app_uninstalled', 'message.channels', 'message.groups'],
      ...['message.im', 'reaction_added', 'reaction_removed', 'tokens_revoked'],
    ]);
  });

  it('names the shortcut and the command as the code knows them, at the address that is served', () => {
    for (const shortcut of ['create_ticket', 'add_to_timeline']) {
      expect(manifest).toContain(`callback_id: ${shortcut}\n`);
      expect(read('src/channels/slack/receive.ts')).toContain(`'${shortcut}'`);
    }
    for (const name of ['ticket', 'oncall', 'page', 'whopages', 'incident'])
      expect(manifest).toContain(`command: /${name}\n`);
    const urls = [...manifest.matchAll(/(?:url|request_url): (\S+)$/gm)].map(([, url]) => url);
    expect(urls).toEqual(Array(9).fill('https://desk.example.com/slack/events'));
  });
});

describe('docs/slack.md', () => {
  it('gives a reason for each scope, and for no others', () => {
    const explained = [...docs.matchAll(/^\| `([a-z_]+(?::[a-z._]+)?)` +\| \S/gm)].map(([, scope]) => scope);
    expect(explained.filter((scope) => scope === 'commands' || scope?.includes(':'))).toEqual(SCOPES);
  });

  it('links to Slack with the manifest as it is', () => {
    const bare = manifest.replace(/^#.*\n/gm, '');
    expect(docs).toContain(`https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(bare)}>`);
  });
});
