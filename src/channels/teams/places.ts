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

/**
 * Where people open a message: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
 * @param client the address of Teams itself
 * @param post of a message in a channel, its team and the message that began its thread
 */
export function messageLink(
  client: string,
  at: { teamsId: string; tenant: string; message: string },
  post?: { groupId: string; root: string },
): string {
  const query = new URLSearchParams(
    post
      ? { tenantId: at.tenant, groupId: post.groupId, parentMessageId: post.root }
      : { context: '{"contextType":"chat"}' },
  );
  return `${client}/l/message/${encodeURIComponent(at.teamsId)}/${encodeURIComponent(at.message)}?${query}`;
}
