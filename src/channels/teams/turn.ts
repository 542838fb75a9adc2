import type { Inbound, Sender } from '../../chat/channel.ts';
import { handle as handleInbound } from '../../chat/handle.ts';
import type { Outcome } from '../../chat/outcome.ts';
import type { Ctx } from '../../lib/context.ts';
import type { BotFramework } from './botframework.ts';
import type { Drive } from './drive.ts';
import type { Graph } from './graph.ts';
import type { Activity } from './payloads.ts';
import type { Scene } from './references.ts';

/** What taking in an activity needs. */
export type Deps = {
  framework: BotFramework;
  graph: Graph;
  drive: Drive;
  /** The header by which the bot proves itself to the service of Teams. */
  authorise(): Promise<string | undefined>;
  /** Where people open Teams in a browser. */
  client: string;
  dataDir: string;
  publicUrl(): string;
  /** Goes on after the activity was acknowledged. */
  later(what: string, work: Promise<unknown>): void;
};

/** One activity of somebody. */
export type Turn = { ctx: Ctx; scene: Scene; activity: Activity; sender: Sender };

export const handle = (deps: Deps, { ctx }: Turn, inbound: Inbound): Promise<Outcome> =>
  handleInbound(ctx, { ...inbound, publicUrl: deps.publicUrl() });

/** Where an activity is answered: in its thread. */
export const addressOf = ({ scene, activity }: Turn) => ({
  serviceUrl: scene.serviceUrl,
  conversation: activity.conversation.id,
});
