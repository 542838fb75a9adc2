import type { TeamsConfig } from '../../config/teams.ts';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Finding } from '../platform.ts';
import { botTokens } from './botframework.ts';
import { CLOUDS } from './clouds.ts';
import type { Instead } from './platform.ts';

const PATIENCE = 10 * SECOND;

/** What Graph lets the app do, by the roles in its token, and what is missing without each. */
const ROLES: Record<string, string> = {
  'TeamsAppInstallation.ReadWriteSelfForUser.All':
    'people who have not added the app are reached by mail or Slack only',
  'Files.Read.All': 'files of posts in channels are named with a link, and do not come along',
  'Chat.Read.All': 'files of group chats stay there',
  'AppCatalog.Read.All': 'the app cannot find itself in the catalogue, and so adds itself for nobody',
};

/** Each lets the app do no less. */
const INSTEAD: Record<string, readonly string[]> = {
  'Files.Read.All': ['Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All', 'Sites.Selected'],
  'Chat.Read.All': ['Chat.ReadWrite.All'],
};

/** Tries what Microsoft can be asked. Nothing that it finds names a secret. */
export async function examineTeams(
  config: TeamsConfig,
  publicUrl: string | undefined,
  instead?: Instead,
): Promise<Finding[]> {
  const { appId, credentials, cloud: name, insecureLocal } = config;
  if (insecureLocal) {
    return [
      {
        ...{
          what: 'Teams',
          ok: false,
          words: 'TEAMS_INSECURE_LOCAL lets everybody in, so it is for this machine alone',
        },
        mend: 'Leave it out, and set MicrosoftAppId and the credentials of the bot: docs/teams.md.',
      },
    ];
  }
  const cloud = instead?.cloud ?? CLOUDS[name];
  const tokens = instead?.tokens ?? botTokens(appId, credentials, cloud);
  return [
    await bot(() => tokens(cloud.botScope)),
    await keys(cloud.openIdMetadata),
    address(publicUrl),
    await graph(() => tokens(cloud.graph)),
  ];
}

async function bot(token: () => Promise<string>): Promise<Finding> {
  const what = 'Teams';
  try {
    await token();
    return { what, ok: true, words: 'Microsoft takes the credentials of the bot' };
  } catch (error) {
    return {
      ...{ what, ok: false, words: messageOf(error).split('\n', 1)[0] ?? '' },
      mend: 'Compare MicrosoftAppId, MicrosoftAppTenantId and the client secret with the app registration; a secret ends after months.',
    };
  }
}

async function keys(url: string): Promise<Finding> {
  const what = 'Teams keys';
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return { what, ok: true, words: 'can be fetched, so requests of Teams can be told from others' };
  } catch (error) {
    return { what, ok: false, words: messageOf(error), mend: `Let this machine reach ${new URL(url).host}.` };
  }
}

function address(publicUrl: string | undefined): Finding {
  const what = 'Teams address';
  if (publicUrl?.startsWith('https://')) {
    return { what, ok: true, words: `the messaging endpoint of the bot must be ${publicUrl}/api/messages` };
  }
  return {
    ...{ what, ok: false, words: 'Teams reaches an address with https:// only' },
    mend: 'Set PUBLIC_URL to where people and Teams reach Deskbell, such as https://desk.example.com.',
  };
}

async function graph(token: () => Promise<string>): Promise<Finding> {
  const what = 'Teams permissions';
  try {
    const granted = rolesIn(await token());
    const missing = Object.entries(ROLES).filter(
      ([role]) => ![role, ...(INSTEAD[role] ?? [])].some((enough) => granted.includes(enough)),
    );
    const words = missing.map(([role, without]) => `without ${role} ${without}`).join('; ');
    // Each is a choice.
    return { what, ok: true, words: words || 'all that the desk can use are granted' };
  } catch (error) {
    return { what, ok: true, words: `cannot be told: ${messageOf(error).split('\n', 1)[0]}` };
  }
}

/** The token is ours and was just given to us; it is only read. */
function rolesIn(token: string): string[] {
  try {
    const { roles } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      roles?: unknown;
    };
    return Array.isArray(roles) ? roles.map(String) : [];
  } catch {
    return [];
  }
}
