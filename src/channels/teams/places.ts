import { directConversation } from '../../domain/outbox/enqueue.ts';

/** An account: somebody in Entra, within their tenant. */
export const accountOf = (tenant: string, user: string): string => `${tenant}:${user}`;

const OWN = /^direct:([^:]+):(.+)$/;

/** Whose own conversation it is; `undefined`: one of several people. */
export function ownerOf(conversation: string): { tenant: string; user: string } | undefined {
  const [, tenant, user] = OWN.exec(conversation) ?? [];
  return tenant && user ? { tenant, user } : undefined;
}

export const ownConversation = (tenant: string, user: string): string =>
  directConversation(accountOf(tenant, user));

/** Teams writes the thread behind the id of a channel: `19:…@thread.tacv2;messageid=1700000000000`. */
const THREAD = ';messageid=';

export function placeIn(teamsId: string): { conversation: string; thread: string | undefined } {
  const [conversation = '', thread] = teamsId.split(THREAD);
  return { conversation, thread };
}

export const inThread = (teamsId: string, thread: string): string => `${teamsId}${THREAD}${thread}`;
