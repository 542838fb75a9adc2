import { ChannelError } from '../../chat/channel.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { Surroundings } from '../../lib/context.ts';
import { decrypt } from '../../lib/crypto.ts';
import { createSlackApi } from './api.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** News of a change makes what is remembered stale at once; should it get lost, it is looked up again after this. */
const MAX_AGE = 5 * SECOND;

/** The workspaces that the app was installed in by OAuth. */
export function installedWorkspaces(
  { store, clock, log, bus }: Surroundings,
  { key, apiUrl }: { key: Buffer; apiUrl: string | undefined },
): Workspaces & { stop(): void } {
  const remembered = new Map<string, { at: number; workspace: Promise<Workspace | undefined> }>();
  /** Outlives what is remembered: its API knows for how long Slack asked for a pause. */
  const live = new Map<string, Workspace>();
  const stop = bus.subscribe((news) => news.topic === 'directory' && remembered.clear());

  async function read(team: string): Promise<Workspace | undefined> {
    const row = await store.client.slackInstallation.findUnique({ where: { teamId: team } });
    if (!row?.botToken || row.endedAt) {
      live.delete(team);
      return undefined;
    }
    const { name, botUser, botId } = row;
    const token = readToken(key, row.botToken, team);
    const before = live.get(team);
    const same = before?.token === token && before.botUser === botUser && before.name === name;
    if (before && same) return before;
    const api = createSlackApi(token, {
      url: apiUrl,
      clock,
      scopes: row.scopes,
      // Slack tells of the end by an event. Until then this may be a fault of Slack's that passes.
      refused: (method, error) =>
        log.warn({ team, method, error }, 'an installed workspace of Slack does not take its token'),
    });
    const workspace = { team, name, botUser, botId, token, api };
    live.set(team, workspace);
    return workspace;
  }

  return {
    stop,
    find(team) {
      const now = clock.now().getTime();
      const found = remembered.get(team);
      if (found && Math.abs(now - found.at) < MAX_AGE) return found.workspace;
      const workspace = read(team);
      const entry = { at: now, workspace };
      remembered.set(team, entry);
      workspace.catch(() => {
        if (remembered.get(team) === entry) remembered.delete(team);
      });
      return workspace;
    },
  };
}

/** @throws ChannelError that waits for an admin */
function readToken(key: Buffer, sealed: Uint8Array, team: string): string {
  try {
    return decrypt(key, sealed, team);
  } catch {
    throw new ChannelError(
      'later',
      `The token of the Slack workspace ${team} cannot be read: SECRET_KEY is not the one it was installed with. Set that again, or install the app again at /slack/install.`,
      MINUTE / SECOND,
    );
  }
}
