import { z } from 'zod';
import type { SlackConfig } from '../../config/slack.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { visible } from '../../lib/text.ts';
import type { Finding } from '../platform.ts';
import { PATIENCE } from './limits.ts';
import { OPTIONAL, SCOPES } from './scopes.ts';

const SLACK = 'https://slack.com/api/';
/** Requests that seem five minutes old are refused as forged; a clock that is right is far from that. */
const MOST_SKEW = 5 * SECOND;

/** Tries what Slack can be asked. Nothing that it finds names a token or a secret. */
export async function examineSlack(config: SlackConfig, clock: Clock): Promise<Finding[]> {
  const { botToken, appToken, apiUrl } = config;
  const asked = await ask('auth.test', botToken, apiUrl, clock);
  return [
    bot(config, asked),
    ...(asked.body?.ok ? [scopes(asked.scopes)] : []),
    ...(appToken ? [socket(await ask('apps.connections.open', appToken, apiUrl, clock))] : []),
    secret(config),
    ...(asked.ahead === undefined ? [] : [clocks(asked.ahead)]),
  ];
}

const Body = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  team_id: z.string().optional(),
  user: z.string().optional(),
});
type Asked = {
  body?: z.output<typeof Body>;
  /** Why there is no body. */
  trouble: Pick<Finding, 'words' | 'mend'>;
  scopes?: string[];
  /** Milliseconds that our clock is certainly ahead of Slack's, or behind it. */
  ahead?: number;
};

/** By hand, because what is asked for stands in the headers, of which Slack's own client shows few. */
async function ask(
  method: string,
  token: string | undefined,
  apiUrl: string | undefined,
  clock: Clock,
): Promise<Asked> {
  const began = clock.now().getTime();
  try {
    const answer = await fetch(`${(apiUrl ?? SLACK).replace(/\/?$/, '/')}${method}`, {
      method: 'POST',
      headers: token ? { authorization: `Bearer ${token}` } : {},
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const ended = clock.now().getTime();
    const date = Date.parse(answer.headers.get('date') ?? '');
    const granted = answer.headers.get('x-oauth-scopes')?.split(/\s*,\s*/);
    const read = Body.safeParse(await answer.json().catch(() => undefined));
    return {
      trouble: { words: `Slack answers HTTP ${answer.status}, with nothing that can be read`, mend: LATER },
      ...(read.success ? { body: read.data } : {}),
      ...(granted ? { scopes: granted } : {}),
      ...(Number.isNaN(date) ? {} : { ahead: aheadOf(date, began, ended) }),
    };
  } catch (error) {
    return { trouble: { words: `Slack cannot be reached: ${whyOf(error)}`, mend: REACH } };
  }
}

/** What fetch throws says only that it failed; its cause says why, sometimes by a code alone. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return messageOf(cause) || code;
}

/** Slack's answer was written at some time between our two, and tells whole seconds. */
function aheadOf(date: number, began: number, ended: number): number {
  if (began > date + SECOND) return began - date - SECOND;
  return ended < date ? ended - date : 0;
}

const REINSTALL =
  'Install the app to its workspace again (Install App), and set SLACK_BOT_TOKEN to the token that this gives.';
const REACH = 'Let this machine reach https://slack.com, and leave SLACK_API_URL unset unless it is meant.';
const LATER =
  'See https://slack-status.com and try again in a minute; something between here and Slack may answer in its place.';
const MENDS: Record<string, string> = {
  account_inactive: `The app was removed, or its workspace is gone. ${REINSTALL}`,
  invalid_auth:
    'Copy the Bot User OAuth Token again, from OAuth & Permissions of the Slack app, into SLACK_BOT_TOKEN.',
  ratelimited: LATER,
  token_expired: `Turn token rotation off, or the token ends after hours. ${REINSTALL}`,
  token_revoked: `The token was withdrawn. ${REINSTALL}`,
};

function bot({ botToken }: SlackConfig, { body, trouble }: Asked): Finding {
  const what = 'Slack';
  if (!body) return { what, ok: false, ...trouble };
  if (!botToken) return { what, ok: true, words: 'no bot token; workspaces install the app themselves' };
  if (!body.ok) {
    const { error = '' } = body;
    return { what, ok: false, words: refusal('bot token', error), mend: MENDS[error] ?? REINSTALL };
  }
  const [team, id, user] = [body.team, body.team_id, body.user].map((part) => visible(part ?? '?'));
  return { what, ok: true, words: `the bot token is that of @${user} in the workspace ${team} (${id})` };
}

/** Slack's codes are words joined by underscores; whatever else comes is not repeated. */
const refusal = (which: string, error: string) =>
  `Slack refuses the ${which}: ${/^[a-z_]{1,64}$/.test(error) ? error : 'for no reason that we know'}`;

function scopes(granted: string[] | undefined): Finding {
  const what = 'Slack scopes';
  if (!granted) return { what, ok: true, words: 'cannot be checked, Slack does not name them' };
  const absent = SCOPES.filter((scope) => !granted.includes(scope));
  const missing = absent.filter((scope) => !OPTIONAL[scope]);
  const more = granted.filter((scope) => !SCOPES.includes(scope)).map((scope) => visible(scope));
  if (missing.length === 0 && absent.length > 0) {
    const without = absent.map((scope) => `${scope}: ${OPTIONAL[scope]}`);
    return { what, ok: true, words: `all that are needed; without ${without.join('; ')}` };
  }
  if (missing.length === 0) {
    const words = more.length === 0 ? 'all granted' : `all granted, and more than needed: ${more.join(', ')}`;
    return { what, ok: true, words };
  }
  return {
    what,
    ok: false,
    words: `missing: ${absent.join(', ')}`,
    mend: 'Add them under OAuth & Permissions of the Slack app, or take its manifest from manifests/slack/manifest.yaml; then install the app to its workspace again.',
  };
}

const SOCKET_MENDS: Record<string, string> = {
  missing_scope:
    'Make an App-Level Token with the scope connections:write (Basic Information of the Slack app).',
  not_allowed_token_type:
    'SLACK_APP_TOKEN is an App-Level Token, from Basic Information of the Slack app; bot tokens open no socket.',
  ratelimited: LATER,
};

function socket({ body, trouble }: Asked): Finding {
  const what = 'Slack app token';
  if (body?.ok) return { what, ok: true, words: 'opens a socket; events come by Socket Mode' };
  if (!body) return { what, ok: false, ...trouble };
  const { error = '' } = body;
  const mend =
    SOCKET_MENDS[error] ??
    'Turn Socket Mode on in the Slack app, and copy an App-Level Token with the scope connections:write into SLACK_APP_TOKEN.';
  return { what, ok: false, words: refusal('app token', error), mend };
}

function secret({ signingSecret, appToken }: SlackConfig): Finding {
  const what = 'Slack signing secret';
  if (!signingSecret) {
    return appToken
      ? { what, ok: true, words: 'not set; Socket Mode needs none' }
      : {
          ...{ what, ok: false, words: 'not set, and without it no request is taken' },
          mend: 'Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode.',
        };
  }
  if (/^[0-9a-f]{32}$/.test(signingSecret)) {
    const words = appToken
      ? 'looks like one; Socket Mode does not use it'
      : 'looks like one; whether it is the right one shows when Slack verifies the Request URL';
    return { what, ok: true, words };
  }
  return {
    what,
    ok: false,
    words: `is not made of 32 characters 0-9 and a-f; it has ${signingSecret.length}`,
    mend: 'Copy the Signing Secret from Basic Information of the Slack app; it is neither the Client Secret nor a token.',
  };
}

function clocks(ahead: number): Finding {
  const apart = Math.abs(ahead);
  const way = ahead > 0 ? 'ahead of' : 'behind';
  return {
    what: 'Slack clock',
    ok: apart <= MOST_SKEW,
    words:
      apart <= MOST_SKEW
        ? 'agrees with ours'
        : `ours is ${Math.round(apart / SECOND)} s ${way} Slack’s; at 300 s, every request from Slack is refused as forged`,
    mend: 'Let this machine set its clock by NTP.',
  };
}
