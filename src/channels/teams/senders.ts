import { ChannelError, type Profile, type Sender } from '../../chat/channel.ts';
import type { Address, BotFramework } from './botframework.ts';
import { asChannelError } from './errors.ts';
import type { Account, Activity } from './payloads.ts';
import type { Scene } from './references.ts';

/** A program: its ids begin so. */
const isBot = ({ id, role }: Account) => role === 'bot' || id.startsWith('28:');

/** Who caused an activity, of whom more is asked only when they are new to the desk. */
export function senderOf(framework: BotFramework, scene: Scene, activity: Activity): Sender {
  const { from, locale, entities, conversation } = activity;
  const timeZone = entities?.find(({ timezone }) => timezone)?.timezone;
  return {
    account: scene.account,
    bot: isBot(from),
    async profile() {
      const at = { serviceUrl: scene.serviceUrl, conversation: conversation.id };
      const profile = await memberProfile(framework, at, scene.tenant, from);
      return { ...profile, ...(locale ? { locale } : {}), ...(timeZone ? { timeZone } : {}) };
    },
  };
}

/** Somebody else of the same conversation. */
export const memberOf = (framework: BotFramework, scene: Scene, account: string, user: string): Sender => ({
  account,
  bot: false,
  profile: () =>
    memberProfile(framework, { serviceUrl: scene.serviceUrl, conversation: scene.teamsId }, scene.tenant, {
      id: user,
    }),
});

/** What the roster of a conversation says of somebody; Entra vouches for the address. */
async function memberProfile(
  framework: BotFramework,
  at: Address,
  tenant: string,
  who: { id: string; name?: string | null | undefined },
): Promise<Profile> {
  try {
    const member = await framework.member(at, who.id);
    const { email, userPrincipalName, userRole, tenantId } = member;
    const guest = userRole === 'guest';
    // The name by which a guest signs in is no address: `ada_example.com#EXT#@…`.
    const address = email || (guest ? undefined : userPrincipalName);
    return {
      name: member.name || who.name || address || who.id,
      verifiedEmail: address?.includes('@') && userRole !== 'anonymous' ? address : null,
      guest,
      external: tenantId !== undefined && tenantId !== tenant,
    };
  } catch (error) {
    const trouble = asChannelError(error);
    if (!(trouble instanceof ChannelError && trouble.kind !== 'later')) throw trouble;
    // Teams does not show them to the app, and so vouches for nothing.
    return { name: who.name || who.id, verifiedEmail: null, guest: false, external: true };
  }
}
