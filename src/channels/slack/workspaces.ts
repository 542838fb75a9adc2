import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { createSlackApi, type SlackApi } from './api.ts';

/** A workspace that the app is installed in. */
export type Workspace = {
  team: string;
  name: string;
  botUser: string;
  botId: string;
  token: string;
  api: SlackApi;
};

export type Workspaces = {
  /** `undefined`: the app is not installed there. */
  find(team: string): Promise<Workspace | undefined>;
};

const Identity = z.object({ team_id: z.string(), team: z.string(), user_id: z.string(), bot_id: z.string() });

/** Those of the first, and where it knows none, of the second. */
export const eitherOf = (first: Workspaces, second: Workspaces): Workspaces => ({
  find: async (team) => (await first.find(team)) ?? second.find(team),
});

/** The workspace of one bot token. Which one that is, Slack is asked once it is needed. */
export function workspaceOfToken(options: {
  token: string;
  url: string | undefined;
  clock: Clock;
}): Workspaces & { own(): Promise<Workspace> } {
  const api = createSlackApi(options.token, options);
  let asked: Promise<Workspace> | undefined;
  const own = () => {
    asked ??= api.call('auth.test').then((answer) => {
      const { team_id: team, team: name, user_id: botUser, bot_id: botId } = Identity.parse(answer);
      return { team, name, botUser, botId, token: options.token, api };
    });
    // The next one asks again.
    asked.catch(() => {
      asked = undefined;
    });
    return asked;
  };
  return {
    own,
    async find(team) {
      const workspace = await own();
      return workspace.team === team ? workspace : undefined;
    },
  };
}
