/** How accounts are written, for those who type them in. The API takes them as the channels keep them. */

export type Chat = 'slack' | 'teams';

const SLACK = /^[TE][A-Z0-9]{1,20}:[UW][A-Z0-9]{1,20}$/;
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ENTRA = new RegExp(`^${uuid}:${uuid}$`, 'i');

export const accountHints: Record<Chat, string> = {
  slack:
    'Workspace and member, such as T0123ABCD:U0456EFGH. The member ID is in their Slack profile, under ⋮, “Copy member ID”; the workspace’s begins with T and stands in the address of Slack in a browser, behind app.slack.com/client/.',
  teams:
    'Tenant and object, two IDs with a colon between them. In Microsoft Entra, the person’s page shows the “Object ID”, and the overview of the directory the “Tenant ID”.',
};

/** The account as its chat writes it, or what is wrong with what was typed. */
export function accountTyped(chat: Chat, typed: string): { externalId: string } | { problem: string } {
  const words = typed.replace(/\s/g, '');
  if (words === '') return { problem: 'must not be empty' };
  if (chat === 'slack') {
    const externalId = words.toUpperCase();
    return SLACK.test(externalId)
      ? { externalId }
      : { problem: 'must be workspace:member, such as T0123ABCD:U0456EFGH' };
  }
  return ENTRA.test(words)
    ? { externalId: words.toLowerCase() }
    : { problem: 'must be tenant:object, two IDs of the form 01234567-89ab-cdef-0123-456789abcdef' };
}
