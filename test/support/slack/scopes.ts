import { refuse } from './refuse.ts';
import type { Conversation, Workspace } from './types.ts';

/** The scope of the bot that a method needs. Those by kind of conversation are asked where it is known. */
const NEEDED: Record<string, string> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'conversations.open': 'im:write',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'users.lookupByEmail': 'users:read.email',
  'files.info': 'files:read',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'pins.add': 'pins:write',
  'reactions.add': 'reactions:write',
  'reactions.get': 'reactions:read',
};

const FAMILY = { public: 'channels', private: 'groups', im: 'im' } as const;

export const scopeFor = (kind: Conversation['kind'], what: 'read' | 'history'): string =>
  `${FAMILY[kind]}:${what}`;

export function needScope(workspace: Workspace, scope: string): void {
  if (!workspace.scopes.has(scope))
    refuse('missing_scope', { needed: scope, provided: [...workspace.scopes].join(',') });
}

export function needScopeOf(workspace: Workspace, method: string): void {
  const scope = NEEDED[method];
  if (scope) needScope(workspace, scope);
}

const OF_EVENTS: Record<string, string> = {
  app_mention: 'app_mentions:read',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  file_shared: 'files:read',
  user_change: 'users:read',
};

/** The scope without which an event is not sent; many go by the kind of conversation. */
export function scopeOfEvent(type: string, kind: Conversation['kind'] | undefined): string | undefined {
  if (kind && type === 'message') return scopeFor(kind, 'history');
  if (kind && /^(member_|channel_|group_)/.test(type)) return scopeFor(kind, 'read');
  return OF_EVENTS[type];
}
