import { z } from 'zod';
import { isUrl, optional } from './fields.ts';

export const SlackVariables = z.object({
  SLACK_BOT_TOKEN: optional(
    z
      .string()
      .regex(
        /^xoxb-/,
        'must begin with xoxb-: the Bot User OAuth Token under OAuth & Permissions of the Slack app',
      ),
  ),
  SLACK_SIGNING_SECRET: optional(
    z.string().min(16, 'must be the Signing Secret under Basic Information of the Slack app'),
  ),
  SLACK_APP_TOKEN: optional(
    z
      .string()
      .regex(
        /^xapp-/,
        'must begin with xapp-: an App-Level Token with the scope connections:write, under Basic Information of the Slack app',
      ),
  ),
  SLACK_CLIENT_ID: optional(
    z
      .string()
      .regex(/^\d+\.\d+$/, 'must be the Client ID under Basic Information of the Slack app, such as 123.456'),
  ),
  SLACK_CLIENT_SECRET: optional(
    z.string().min(8, 'must be the Client Secret under Basic Information of the Slack app'),
  ),
  SLACK_API_URL: optional(
    z
      .string()
      .refine(
        (value) => isUrl(value, 'http:', 'https:'),
        'must be an address such as https://slack.com/api/',
      ),
  ),
});

export type SlackConfig = {
  /** Of the one workspace that needs no installing; unset: all of them are installed at `/slack/install`. */
  botToken: string | undefined;
  /** Of requests over HTTP; unset with an app token. */
  signingSecret: string | undefined;
  /** For Socket Mode. */
  appToken: string | undefined;
  /** For installing the app in workspaces at `/slack/install`. */
  client?: { id: string; secret: string } | undefined;
  /** Default: Slack's own. */
  apiUrl: string | undefined;
};

export function slackProblems(seen: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  if (!seen.SLACK_CLIENT_ID !== !seen.SLACK_CLIENT_SECRET) {
    const [there, missing] = seen.SLACK_CLIENT_ID ? ['ID', 'SECRET'] : ['SECRET', 'ID'];
    problems.push(
      `SLACK_CLIENT_${missing} is required with SLACK_CLIENT_${there}: both stand under Basic Information of the Slack app; leave both out to serve the one workspace of SLACK_BOT_TOKEN`,
    );
  }
  const first = ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'].find((name) => seen[name]);
  if (first && !seen.SLACK_SIGNING_SECRET && !seen.SLACK_APP_TOKEN) {
    problems.push(
      `SLACK_SIGNING_SECRET is required with ${first} to take requests over HTTP, or SLACK_APP_TOKEN for Socket Mode`,
    );
  }
  if (!first && (seen.SLACK_SIGNING_SECRET || seen.SLACK_APP_TOKEN)) {
    problems.push(
      'SLACK_BOT_TOKEN is required with the other SLACK variables: the Bot User OAuth Token under OAuth & Permissions of the Slack app; or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to install it in workspaces at /slack/install',
    );
  }
  return problems;
}

export function slackConfig(env: z.output<typeof SlackVariables>): SlackConfig | undefined {
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = env;
  const client = id && secret ? { id, secret } : undefined;
  if (!env.SLACK_BOT_TOKEN && !client) return undefined;
  return {
    botToken: env.SLACK_BOT_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    appToken: env.SLACK_APP_TOKEN,
    client,
    apiUrl: env.SLACK_API_URL,
  };
}
