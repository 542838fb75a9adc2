import { InstallProvider } from '@slack/oauth';
import { type Request, type Response, Router } from 'express';
import { ChannelError } from '../../chat/channel.ts';
import { requireAdmin } from '../../domain/people/policy.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { deriveKey } from '../../lib/crypto.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { visible, wellFormed } from '../../lib/text.ts';
import { silent } from './api.ts';
import { asChannelError, codeOf } from './errors.ts';
import { installPage } from './install-page.ts';
import { newState, STATE_AGE, spendState } from './install-state.ts';
import { type Installed, keepInstallation } from './installations.ts';
import { PATIENCE } from './limits.ts';
import { SCOPES } from './scopes.ts';

const START = '/slack/install';
/** Registered with the Slack app as its redirect URL. */
const BACK = '/slack/oauth_redirect';
const COOKIE = 'deskbell-slack-install';

export type InstallOptions = {
  client: { id: string; secret: string };
  apiUrl: string | undefined;
  secretKey: string;
  /** Of the tokens that are kept. */
  tokenKey: Buffer;
  publicUrl(): string;
  /** Who asks for a page. */
  caller(req: Request, res: Response): Promise<Ctx>;
};

/**
 * Installs the app in workspaces of Slack. Whoever runs a workspace says which e-mail address is whose there, so only
 * an admin of the desk lets one in.
 */
export function installRoutes(options: InstallOptions): Router {
  const stateKey = deriveKey(options.secretKey, 'slack install');
  const router = Router();
  const asked = () => ({ scopes: SCOPES, redirectUri: options.publicUrl() + BACK });

  router.get(START, async (req, res) => {
    const ctx = await enter(req, res, START, options);
    if (ctx) await providerFor(ctx, stateKey, options, asked).handleInstallPath(req, res, undefined, asked());
  });

  router.get(BACK, async (req, res) => {
    const ctx = await enter(req, res, BACK, options);
    if (!ctx) return;
    await providerFor(ctx, stateKey, options, asked).handleCallback(req, res, {
      success: ({ team }) => {
        const name = nameOf(team);
        installPage(res, 200, `Deskbell is installed in ${name}`, [
          `Invite it to a channel there with /invite, and choose the channel for a queue in the console.`,
        ]);
      },
      failure: (error) => sayTrouble(ctx, req, res, error),
    });
  });

  return router;
}

/** Only an admin goes on; `undefined`: a page has said so. */
async function enter(
  req: Request,
  res: Response,
  route: string,
  { caller }: InstallOptions,
): Promise<Ctx | undefined> {
  res.locals.route = route;
  res.set('cache-control', 'no-store');
  const ctx = await caller(req, res);
  try {
    requireAdmin(ctx);
    return ctx;
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    const status = error.code === 'unauthenticated' ? 401 : 403;
    installPage(res, status, 'Only an admin of this desk can do this', [
      'Sign in to the console as an admin, in this browser, and open this address again.',
    ]);
    return undefined;
  }
}

/** One for each request: what it keeps is kept in the name of whoever asks. */
function providerFor(
  ctx: Ctx,
  stateKey: Buffer,
  { client, apiUrl, tokenKey }: InstallOptions,
  asked: () => { scopes: string[]; redirectUri: string },
): InstallProvider {
  return new InstallProvider({
    clientId: client.id,
    clientSecret: client.secret,
    directInstall: true,
    stateCookieName: COOKIE,
    stateCookieExpirationSeconds: STATE_AGE / SECOND,
    ...(apiUrl ? { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href } : {}),
    logger: silent,
    clientOptions: {
      ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: PATIENCE,
    },
    stateStore: {
      generateStateParam: async () => newState(ctx, stateKey),
      async verifyStateParam(_now, state) {
        if (!(await spendState(ctx, stateKey, state))) fail('invalid', STALE);
        return asked();
      },
    },
    installationStore: {
      storeInstallation: (installation) => keepInstallation(ctx, tokenKey, installedOf(installation)),
      // What is kept is read in installed.ts.
      fetchInstallation: () => fail('not_found', 'There is no such installation.'),
    },
  });
}

type Given = Parameters<InstallProvider['installationStore']['storeInstallation']>[0];

function installedOf(given: Given): Installed {
  const { team, enterprise, bot, user, appId } = given;
  if (given.isEnterpriseInstall || !team) {
    fail(
      'invalid',
      'Deskbell is installed in single workspaces, not in a whole organisation. Choose a workspace.',
    );
  }
  if (!bot) fail('invalid', 'Slack gave no token for a bot. Compare the app with its manifest.');
  if (bot.expiresAt !== undefined) {
    fail('invalid', 'The Slack app has token rotation turned on, which Deskbell does not use. Turn it off.');
  }
  return {
    ...{ team: team.id, name: nameOf(team), enterprise: enterprise?.id ?? null, appId: appId ?? '' },
    ...{ botUser: bot.userId, botId: bot.id, scopes: bot.scopes, token: bot.token, by: user.id },
  };
}

const nameOf = (team: { id: string; name?: string } | undefined): string =>
  wellFormed(
    visible(team?.name ?? '')
      .trim()
      .slice(0, 120),
  ) ||
  (team?.id ?? 'the workspace');

const STALE = 'This attempt is over, or began in another browser. Begin again.';
const NOT_ALLOWED = 'It was cancelled on Slack. Nothing was installed.';
const TROUBLE: Record<string, string> = {
  slack_oauth_installer_authorization_error: NOT_ALLOWED,
  slack_oauth_invalid_state: STALE,
  slack_oauth_missing_state: STALE,
  slack_oauth_missing_code: 'Slack sent nothing that can be exchanged for a token.',
};
const SLACK_SAYS: Record<string, string> = {
  bad_client_secret:
    'Slack does not take SLACK_CLIENT_SECRET. Copy it from Basic Information of the Slack app.',
  bad_redirect_uri: `Slack does not know where to send people back. Add PUBLIC_URL followed by ${BACK} to the Redirect URLs of the Slack app.`,
  code_already_used: STALE,
  invalid_client_id: 'Slack does not know SLACK_CLIENT_ID. Copy it from Basic Information of the Slack app.',
  invalid_code: STALE,
};

function sayTrouble(ctx: Ctx, req: Request, res: Response, error: Error & { code: string }): void {
  const words = wordsFor(req, error);
  // What it says of Slack's answer holds no token: there is none where this goes wrong.
  if (words === undefined) ctx.log.error({ error: messageOf(error) }, 'installing on Slack failed');
  else ctx.log.warn({ error: words }, 'the app was not installed on Slack');
  installPage(res, words === undefined ? 500 : 400, 'Deskbell was not installed', [
    words ?? `Something went wrong in Deskbell. The request was ${ctx.origin.requestId}.`,
    { link: START, text: 'Begin again' },
  ]);
}

/** `undefined`: a fault of ours. */
function wordsFor(req: Request, error: Error & { code: string }): string | undefined {
  if (isDeskbellError(error)) return error.message;
  const said = typeof req.query.error === 'string' ? req.query.error : undefined;
  if (said && said !== 'access_denied' && /^[a-z_]{1,64}$/.test(said)) return `Slack says ${said}.`;
  const known = TROUBLE[error.code];
  if (known) return known;
  const trouble = asChannelError(error);
  if (!(trouble instanceof ChannelError)) return undefined;
  return SLACK_SAYS[codeOf(error) ?? ''] ?? trouble.message;
}
