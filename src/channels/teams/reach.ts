import { ChannelError } from '../../chat/channel.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../lib/store.ts';
import { type BotFramework, BotFrameworkError } from './botframework.ts';
import { asChannelError } from './errors.ts';
import { accountOf, ownConversation } from './places.ts';

export type Reach = (tenant: string, user: string) => Promise<{ teamsId: string; serviceUrl: string }>;

/** Teams says so of somebody for whom the app is not installed. */
const notMet = (error: unknown) =>
  error instanceof BotFrameworkError && (error.status === 403 || error.status === 404);

/**
 * Opens the conversation of somebody with the desk, who has not begun it.
 * @param install installs the app for them, if that is granted; false: it is not
 * @throws ChannelError `refused` where Teams does not let the desk write to them
 */
export function createReach(
  { store, clock }: { store: Store; clock: Clock },
  framework: BotFramework,
  install: (tenant: string, user: string) => Promise<boolean>,
): Reach {
  return async (tenant, user) => {
    const near = await store.client.teamsConversation.findFirst({
      where: { tenantId: tenant },
      orderBy: { heardAt: 'desc' },
    });
    if (!near) throw new ChannelError('refused', 'The app has heard nothing from this tenant yet.');
    const { serviceUrl } = near;
    const account = await store.client.teamsAccount.findUnique({
      where: { account: accountOf(tenant, user) },
    });
    const open = () => framework.open(serviceUrl, tenant, account?.userId ?? user);
    let teamsId: string;
    try {
      teamsId = await open();
    } catch (error) {
      if (!notMet(error)) throw asChannelError(error);
      if (!(await install(tenant, user))) {
        throw new ChannelError(
          'refused',
          'This person has not added the app in Teams, and it may not add itself.',
        );
      }
      teamsId = await open().catch((again: unknown) => {
        throw asChannelError(again);
      });
    }
    const facts = { teamsId, serviceUrl, kind: 'personal', removedAt: null };
    const conversation = ownConversation(tenant, user);
    await store.client.teamsConversation.upsert({
      where: { conversation },
      create: { conversation, tenantId: tenant, heardAt: clock.now(), ...facts },
      update: facts,
    });
    return { teamsId, serviceUrl };
  };
}
