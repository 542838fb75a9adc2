/** What the app asks of a workspace, and nothing more. Why, scope by scope, stands in docs/slack.md. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:manage',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:write',
  'pins:write',
  'reactions:read',
  'users:read',
  'users:read.email',
];

/** To post in somebody's name and with their picture. */
export const CUSTOMIZE = 'chat:write.customize';

const NO_ROOMS = 'major incidents get no channels of their own';

/** Those that the desk does without, and what is then different. */
export const OPTIONAL: Readonly<Record<string, string>> = {
  [CUSTOMIZE]: 'who wrote something elsewhere is named in the message, which the app posts in its own name',
  'channels:manage': NO_ROOMS,
  'channels:read': NO_ROOMS,
  'groups:read': 'major incidents of private queues get no channels of their own',
  'groups:write': 'major incidents of private queues get no channels of their own',
  'pins:write': 'the card in the channel of a major incident is not pinned',
};
