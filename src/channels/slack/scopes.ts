/** What the app asks of a workspace, and nothing more. Why, scope by scope, stands in docs/slack.md. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'commands',
  'files:read',
  'groups:history',
  'im:history',
  'im:write',
  'reactions:read',
  'users:read',
  'users:read.email',
];
