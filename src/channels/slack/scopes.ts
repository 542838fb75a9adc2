/** What the app asks of a workspace, and nothing more. Why, scope by scope, stands in docs/slack.md. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'groups:history',
  'im:history',
  'im:write',
  'reactions:read',
  'users:read',
  'users:read.email',
];

/** To post in somebody's name and with their picture. */
export const CUSTOMIZE = 'chat:write.customize';

/** Those that the desk does without, and what is then different. */
export const OPTIONAL: Readonly<Record<string, string>> = {
  [CUSTOMIZE]: 'who wrote something elsewhere is named in the message, which the app posts in its own name',
};
