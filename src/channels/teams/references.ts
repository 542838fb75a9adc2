import type { Ctx } from '../../lib/context.ts';
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

/** What was written last, so that a busy conversation is not written anew with each message. */
const MOST_WRITTEN = 10_000;

export type References = {
  /** Keeps how the conversation and who speaks there are reached. */
  heard(ctx: Ctx, scene: Scene, activity: Activity): Promise<void>;
  /** The app was removed there. */
  removed(ctx: Ctx, scene: Scene): Promise<void>;
};

export function createReferences(): References {
  const written = new Map<string, string>();

  async function once(key: string, value: string, write: () => Promise<unknown>): Promise<void> {
    if (written.get(key) === value) return;
    await write();
    if (written.size >= MOST_WRITTEN) written.clear();
    written.set(key, value);
  }

  return {
    async removed(ctx, { conversation }) {
      written.delete(conversation);
      await ctx.db.teamsConversation.updateMany({ where: { conversation }, data: { removedAt: ctx.now() } });
    },
    async heard(ctx, scene, activity) {
      const { conversation, teamsId, tenant, serviceUrl, kind, account } = scene;
      const { channelData, from } = activity;
      const told = channelData?.channel?.name ?? activity.conversation.name ?? channelData?.team?.name;
      const name = told?.slice(0, 200);
      const groupId = channelData?.team?.aadGroupId ?? undefined;
      const facts = {
        teamsId,
        tenantId: tenant,
        serviceUrl,
        kind,
        ...(name ? { name } : {}),
        ...(groupId ? { groupId } : {}),
      };
      await Promise.all([
        once(conversation, JSON.stringify(facts), () =>
          ctx.db.teamsConversation.upsert({
            where: { conversation },
            create: { conversation, ...facts, heardAt: ctx.now() },
            update: { ...facts, heardAt: ctx.now(), removedAt: null },
          }),
        ),
        from.id.startsWith('28:')
          ? undefined
          : once(account, from.id, () =>
              ctx.db.teamsAccount.upsert({
                where: { account },
                create: { account, userId: from.id },
                update: { userId: from.id },
              }),
            ),
      ]);
    },
  };
}
