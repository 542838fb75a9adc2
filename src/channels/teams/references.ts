import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { batched } from '../../lib/gather.ts';
import { statement } from '../../lib/sql.ts';
import type { Activity } from './payloads.ts';
import { accountOf, ownConversation, placeIn } from './places.ts';

export type Kind = 'personal' | 'group' | 'channel';

/** Where an activity happened, and among whom. */
export type Scene = {
  conversation: string;
  /** Teams' own id, without a thread. */
  teamsId: string;
  /** The message that began the thread; none outside of channels. */
  thread: string | undefined;
  kind: Kind;
  tenant: string;
  /** The account of who caused it. */
  account: string;
  serviceUrl: string;
};

/** @returns `undefined` where no tenant is told: then it is nobody's */
export function sceneOf(activity: Activity): Scene | undefined {
  const { conversation: at, channelData, from, serviceUrl } = activity;
  const tenant = channelData?.tenant?.id ?? at.tenantId;
  if (!tenant) return undefined;
  const { conversation: teamsId, thread } = placeIn(at.id);
  const kind = kindOf(activity);
  const user = from.aadObjectId || from.id;
  return {
    conversation: kind === 'personal' ? ownConversation(tenant, user) : teamsId,
    ...{ teamsId, thread, kind, tenant, account: accountOf(tenant, user), serviceUrl },
  };
}

function kindOf({ conversation, channelData }: Activity): Kind {
  const { conversationType } = conversation;
  if (conversationType === 'channel' || (conversationType == null && channelData?.channel)) return 'channel';
  // Two people talking with each other are `personal` to Teams as well.
  return conversationType === 'groupChat' || conversation.id.startsWith('19:') ? 'group' : 'personal';
}

type Heard = {
  conversation: string;
  teamsId: string;
  tenant: string;
  serviceUrl: string;
  kind: Kind;
  name: string | null;
  groupId: string | null;
  /** Who spoke, and by what Teams calls them; none for a program. */
  account: string | null;
  userId: string | null;
  at: string;
};

/** In the order of their keys, so that processes that hear of the same ones do not wait for each other in a ring. */
const HEAR = statement<never>(
  'teams-hear',
  `
WITH heard AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS h (
    conversation text, "teamsId" text, tenant text, "serviceUrl" text, kind text, name text, "groupId" text,
    account text, "userId" text, at timestamptz)
), accounts AS (
  INSERT INTO teams_account (account, user_id)
  SELECT DISTINCT ON (account) account, "userId" FROM heard WHERE account IS NOT NULL ORDER BY account
  ON CONFLICT (account) DO UPDATE SET user_id = excluded.user_id
   WHERE teams_account.user_id <> excluded.user_id
)
INSERT INTO teams_conversation AS c (conversation, teams_id, tenant_id, service_url, kind, name, group_id, heard_at)
SELECT DISTINCT ON (conversation) conversation, "teamsId", tenant, "serviceUrl", kind, coalesce(name, ''), "groupId", at
  FROM heard ORDER BY conversation, at DESC
ON CONFLICT (conversation) DO UPDATE
   SET teams_id = excluded.teams_id, tenant_id = excluded.tenant_id, service_url = excluded.service_url,
       kind = excluded.kind, name = coalesce(nullif(excluded.name, ''), c.name),
       group_id = coalesce(excluded.group_id, c.group_id), heard_at = excluded.heard_at, removed_at = NULL`,
);

const MOST_TOGETHER = 64;
/** What is heard at the same moment is kept in one statement. */
const hear = batched<Heard, void>(async (ctx, all) => {
  await HEAR(ctx, JSON.stringify(all));
  return all.map(() => undefined);
}, MOST_TOGETHER);

/** How many conversations are remembered to be as they were kept, so that a busy one is not written anew each time. */
const MOST_KEPT = 50_000;

export type References = {
  /** Keeps how the conversation and who speaks there are reached. */
  heard(ctx: Ctx, scene: Scene, activity: Activity): Promise<void>;
  /** The app was removed there. */
  removed(ctx: Ctx, scene: Scene): Promise<void>;
};

export function createReferences(): References {
  /** By conversation and account, a hash of what is kept of them. */
  const kept = new Map<string, string>();
  const keyOf = ({ conversation, account }: Scene) => `${conversation} ${account}`;

  return {
    async removed(ctx, scene) {
      await ctx.db.teamsConversation.updateMany({
        where: { conversation: scene.conversation },
        data: { removedAt: ctx.now() },
      });
      kept.clear();
    },
    async heard(ctx, scene, activity) {
      const { conversation, teamsId, tenant, serviceUrl, kind } = scene;
      const { channelData, from } = activity;
      const name = channelData?.channel?.name ?? activity.conversation.name ?? channelData?.team?.name;
      const isPerson = !from.id.startsWith('28:');
      const facts = {
        ...{ conversation, teamsId, tenant, serviceUrl, kind },
        name: name?.slice(0, 200) ?? null,
        groupId: channelData?.team?.aadGroupId ?? null,
        account: isPerson ? scene.account : null,
        userId: isPerson ? from.id : null,
      };
      const hash = sha256(JSON.stringify(facts)).toString('base64url').slice(0, 16);
      if (kept.get(keyOf(scene)) === hash) return;
      await hear(ctx, { ...facts, at: ctx.now().toISOString() });
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(keyOf(scene), hash);
    },
  };
}
