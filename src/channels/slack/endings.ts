import { z } from 'zod';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { createContext, type Surroundings } from '../../lib/context.ts';
import { newId } from '../../lib/ids.ts';
import { createSlackApi } from './api.ts';
import { endInstallation } from './installations.ts';
import type { Receive } from './receive.ts';
import type { Workspaces } from './workspaces.ts';

const id = z.string().min(1).max(64);

/** The app was taken out of a workspace, or its tokens were withdrawn; often both are told, in either order. */
const Ending = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  event_time: z.number().int(),
  event: z.union([
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      tokens: z.object({ bot: z.array(z.string()).nullish() }),
    }),
  ]),
});

const Kind = z.object({ event: z.object({ type: z.string() }) });
const ENDS = new Set(['app_uninstalled', 'tokens_revoked']);

/** Takes in the events that end an installation, and hands everything else on. */
export function withEndings(
  receive: Receive,
  around: Surroundings,
  slack: { installed: Workspaces; apiUrl: string | undefined },
): Receive {
  return async (body) => {
    const { data: kind } = Kind.safeParse(body);
    if (!kind || !ENDS.has(kind.event.type)) return receive(body);
    const { data: ending, error } = Ending.safeParse(body);
    // Sent again it would be no better understood.
    if (error) around.log.warn({ error: error.message }, 'the end of an installation is not understood');
    else await end(around, slack, ending);
    return undefined;
  };
}

async function end(
  around: Surroundings,
  { installed, apiUrl }: { installed: Workspaces; apiUrl: string | undefined },
  { team_id: team, event_time, event }: z.output<typeof Ending>,
): Promise<void> {
  // A person's token is none of ours.
  if (event.type === 'tokens_revoked' && !event.tokens.bot?.length) return;
  const { store, clock, log } = around;
  const row = await store.client.slackInstallation.findUnique({
    where: { teamId: team },
    select: { installedAt: true, endedAt: true },
  });
  if (!row) {
    log.warn({ team, event: event.type }, 'the app was removed from a workspace of Slack');
    return;
  }
  if (row.endedAt) return;
  // Slack repeats itself, and a repeat must not end what was installed again since. Clocks differ, so Slack is asked.
  const older = event_time < Math.floor(row.installedAt.getTime() / SECOND);
  const workspace = older ? await installed.find(team) : undefined;
  if (workspace && (await takesToken(workspace.token, { url: apiUrl, clock }))) return;
  const ctx = createContext(
    around,
    { kind: 'source', name: 'slack' },
    { channel: 'slack', requestId: newId(clock.now()) },
  );
  if (await endInstallation(ctx, { team, installedAt: row.installedAt }, event.type)) {
    log.warn({ team, event: event.type }, 'the app was removed from a workspace of Slack');
  }
}

/** @throws ChannelError when Slack cannot say: unacknowledged, the event comes again */
async function takesToken(
  token: string,
  options: { url: string | undefined; clock: Clock },
): Promise<boolean> {
  let refused = false;
  const api = createSlackApi(token, {
    ...options,
    refused: () => {
      refused = true;
    },
  });
  try {
    await api.call('auth.test');
    return true;
  } catch (error) {
    if (refused) return false;
    throw error;
  }
}
