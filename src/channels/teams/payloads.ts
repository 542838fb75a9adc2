/**
 * What Teams sends, as far as it is read here. Everything that is not named is left out; what does not fit is no
 * activity of Teams and is refused.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
 */
import { z } from 'zod';

const id = z.string().min(1).max(512);
/** Teams cuts messages at some 100 kB. */
const text = z.string().max(250_000);

const Account = z.object({
  id,
  name: z.string().max(1_000).nullish(),
  aadObjectId: z.string().max(64).nullish(),
  tenantId: z.string().max(64).nullish(),
  role: z.string().max(64).nullish(),
});
export type Account = z.output<typeof Account>;

const Entity = z.object({
  type: z.string().max(256),
  mentioned: z.object({ id, name: z.string().max(1_000).nullish() }).nullish(),
  text: z.string().max(2_000).nullish(),
  timezone: z.string().max(128).nullish(),
});

const Attachment = z.object({
  contentType: z.string().max(256),
  contentUrl: z.string().max(4_000).nullish(),
  name: z.string().max(1_000).nullish(),
  content: z.unknown().optional(),
});
export type Attachment = z.output<typeof Attachment>;

const ChannelData = z.object({
  tenant: z.object({ id: z.string().max(64) }).nullish(),
  team: z
    .object({ id, name: z.string().max(1_000).nullish(), aadGroupId: z.string().max(64).nullish() })
    .nullish(),
  channel: z.object({ id, name: z.string().max(1_000).nullish() }).nullish(),
  eventType: z.string().max(64).nullish(),
});

export const Activity = z.object({
  type: z.string().max(64),
  id: id.nullish(),
  timestamp: z.string().max(64).nullish(),
  serviceUrl: z.url().max(2_000),
  channelId: z.string().max(64),
  from: Account,
  recipient: z.object({ id }),
  conversation: z.object({
    id,
    conversationType: z.string().max(64).nullish(),
    tenantId: z.string().max(64).nullish(),
    name: z.string().max(1_000).nullish(),
  }),
  text: text.nullish(),
  locale: z.string().max(35).nullish(),
  replyToId: id.nullish(),
  entities: z.array(Entity).max(500).nullish(),
  attachments: z.array(Attachment).max(100).nullish(),
  channelData: ChannelData.nullish(),
  /** What a button carries, and what an invoke asks for. */
  value: z.unknown().optional(),
  name: z.string().max(128).nullish(),
  /** Of `installationUpdate`. */
  action: z.string().max(64).nullish(),
  membersAdded: z.array(Account).max(1_000).nullish(),
  membersRemoved: z.array(Account).max(1_000).nullish(),
  reactionsAdded: z
    .array(z.object({ type: z.string().max(256) }))
    .max(100)
    .nullish(),
});
export type Activity = z.output<typeof Activity>;

/** `adaptiveCard/action`: Action.Execute, by a press or by the card itself as somebody looks at it. */
export const CardAction = z.object({
  action: z.object({ verb: z.string().max(256).nullish(), data: z.unknown().optional() }),
  trigger: z.string().max(64).nullish(),
});

/** `task/fetch` and `task/submit`. */
export const Task = z.object({ data: z.unknown().optional() });

/** The message extension's action, on a message or beside one that is being written. */
export const ExtensionAction = z.object({
  commandId: z.string().max(128),
  data: z.unknown().optional(),
  messagePayload: z
    .object({
      id,
      replyToId: id.nullish(),
      createdDateTime: z.iso.datetime({ offset: true }).nullish().catch(null),
      body: z.object({ contentType: z.string().max(64).nullish(), content: text.nullish() }).nullish(),
      /** As Graph tells them, each read for itself. */
      attachments: z.array(z.unknown()).max(100).nullish(),
      from: z
        .object({
          user: z.object({ id, displayName: z.string().max(1_000).nullish() }).nullish(),
          application: z.unknown().optional(),
        })
        .nullish(),
    })
    .nullish(),
});
export type ExtensionAction = z.output<typeof ExtensionAction>;
