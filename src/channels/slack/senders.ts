import { z } from 'zod';
import { ChannelError, type Profile, type Sender } from '../../chat/channel.ts';
import type { Ctx } from '../../lib/context.ts';
import type { SlackApi } from './api.ts';
import { idIn, within } from './places.ts';
import { mentions } from './read-text.ts';
import type { Workspace } from './workspaces.ts';

/** Where Slack has the pictures of people: its own, or Gravatar's with one of Slack's in reserve. */
const PICTURE_HOSTS = /(^|\.)(slack-edge\.com|gravatar\.com)$|^i\d\.wp\.com$/;
/** Any other is as good as none. */
const Picture = z
  .url({ protocol: /^https$/, hostname: PICTURE_HOSTS })
  .max(1_000)
  .optional()
  .catch(undefined);

const UserInfo = z.object({
  user: z.object({
    team_id: z.string().optional(),
    name: z.string().optional(),
    real_name: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_email_confirmed: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    locale: z.string().optional(),
    tz: z.string().optional(),
    profile: z
      .object({
        display_name: z.string().optional(),
        real_name: z.string().optional(),
        email: z.string().optional(),
        /** 72 pixels high and wide. */
        image_72: Picture,
      })
      .default({}),
  }),
});

/** Somebody on Slack, of whom more is asked only when they are new to the desk. */
export const senderOf = (workspace: Workspace, user: string, bot = false): Sender => ({
  account: within(workspace.team, user),
  bot: bot || user === workspace.botUser || user === 'USLACKBOT',
  profile: () => profileOf(workspace, user),
});

/** By which names the desk knows those whom a text mentions, by their ids on Slack. */
export async function namesIn(ctx: Ctx, { team }: Workspace, text: string): Promise<Map<string, string>> {
  const accounts = mentions(text).map((user) => within(team, user));
  if (accounts.length === 0) return new Map();
  const known = await ctx.db.identity.findMany({
    where: { channel: 'slack', externalId: { in: accounts } },
    select: { externalId: true, person: { select: { name: true } } },
  });
  return new Map(known.map(({ externalId, person }) => [idIn(externalId), person.name]));
}

/** Those who are just being asked about: several first messages of one person ask once. */
const asking = new WeakMap<SlackApi, Map<string, Promise<Profile>>>();

function profileOf(workspace: Workspace, user: string): Promise<Profile> {
  const ofWorkspace = asking.get(workspace.api) ?? new Map<string, Promise<Profile>>();
  asking.set(workspace.api, ofWorkspace);
  const asked =
    ofWorkspace.get(user) ?? profileShown(workspace, user).finally(() => ofWorkspace.delete(user));
  ofWorkspace.set(user, asked);
  return asked;
}

async function profileShown(workspace: Workspace, user: string): Promise<Profile> {
  try {
    return await askedProfile(workspace, user);
  } catch (error) {
    if (!(error instanceof ChannelError && error.kind === 'refused')) throw error;
    // Slack does not show them to the app, and so vouches for nothing.
    return { name: user, verifiedEmail: null, guest: false, external: true };
  }
}

async function askedProfile(workspace: Workspace, user: string): Promise<Profile> {
  const answer = await workspace.api.call('users.info', { user, include_locale: true });
  const { user: found } = UserInfo.parse(answer);
  const { profile } = found;
  // From another organisation: a stranger of a shared conversation, whose own workspace vouches for the address.
  const external = found.is_stranger === true || (found.team_id ?? workspace.team) !== workspace.team;
  const unsure = found.is_bot || found.deleted || found.is_email_confirmed === false;
  return {
    name: profile.real_name || found.real_name || profile.display_name || found.name || user,
    verifiedEmail: unsure ? null : (profile.email ?? null),
    guest: found.is_restricted === true || found.is_ultra_restricted === true,
    external,
    ...(found.locale ? { locale: found.locale } : {}),
    ...(found.tz ? { timeZone: found.tz } : {}),
    ...(profile.image_72 ? { picture: profile.image_72 } : {}),
  };
}
