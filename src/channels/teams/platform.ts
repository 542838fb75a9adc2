import { finishAll } from '../../chat/follow.ts';
import type { TeamsConfig } from '../../config/teams.ts';
import type { Surroundings } from '../../lib/context.ts';
import type { Platform, Premises } from '../platform.ts';
import { type Authenticate, channelTokens, noTokens } from './authenticate.ts';
import { botTokens, createBotFramework, type Tokens } from './botframework.ts';
import { createTeamsChannel } from './channel.ts';
import { CLOUDS, type Cloud } from './clouds.ts';
import { createDrive, noDrive } from './drive.ts';
import { createFind } from './find.ts';
import { createGraph, noGraph } from './graph.ts';
import { createPace } from './pace.ts';
import { Activity } from './payloads.ts';
import { createReach } from './reach.ts';
import { createReceiver, type Receiver } from './receive.ts';
import { teamsRooms } from './rooms.ts';
import { messagesRoute } from './routes.ts';

/** What may stand in for Microsoft's own services. */
export type Instead = { cloud: Cloud; tokens: Tokens };

/** Microsoft Teams as a channel: `POST /api/messages`, and the service that each request names. */
export function createTeams(
  config: TeamsConfig,
  around: Surroundings,
  dataDir: string,
  { publicUrl }: Pick<Premises, 'publicUrl'>,
  instead?: Instead,
): Platform & { receiver: Receiver } {
  const { appId, insecureLocal, tenants } = config;
  const { clock, log, store } = around;
  const cloud = instead?.cloud ?? CLOUDS[config.cloud];
  const tokens = insecureLocal ? undefined : (instead?.tokens ?? botTokens(appId, config.credentials, cloud));
  const authorise = async () => tokens && `Bearer ${await tokens(cloud.botScope)}`;
  const framework = createBotFramework(appId, authorise);
  const graph = tokens ? createGraph({ url: cloud.graph, tokens, appId }) : noGraph;
  const drive = tokens ? createDrive({ url: cloud.graph, tokens }) : noDrive;
  const receiver = createReceiver(around, {
    ...{ framework, graph, drive, authorise, client: cloud.client, tenants, dataDir, publicUrl },
  });
  const authenticate: Authenticate = insecureLocal ? noTokens : channelTokens({ appId, cloud, clock });
  if (insecureLocal) {
    log.warn(
      {},
      'TEAMS_INSECURE_LOCAL: whoever reaches this address is taken for Teams. Never use this for real.',
    );
  }
  const reach = createReach(around, framework, (_tenant, user) => graph.install(user));
  return {
    channel: createTeamsChannel({
      ...{ framework, store, clock, reach, pace: createPace(), find: createFind(store, graph, appId) },
      rooms: teamsRooms({ store, clock, framework, graph }),
    }),
    routes: messagesRoute({ authenticate, receiver, insecureLocal, log }),
    catchUp: (ctx) => finishAll(ctx, 'teams', (told) => receiver.receive(Activity.parse(told))),
    stop: receiver.settled,
    receiver,
  };
}
