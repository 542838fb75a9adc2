import { preferChannel } from '../../domain/people/identities.ts';
import { requestSignInLink } from '../../domain/sessions/link.ts';
import { getMe } from '../../domain/sessions/me.ts';
import { endSession, startSession } from '../../domain/sessions/session.ts';
import { actingAs } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

/** @param mail whether the desk can send e-mail */
export const sessionRoutes = (mail: boolean): Handlers<Api['session']> => ({
  requestLink: async (ctx, input) => ({ ...(await requestSignInLink(ctx, input)), mail }),
  async start(ctx, input, call) {
    const { secret, person } = await startSession(ctx, input, {
      agent: call.agent,
      replaces: call.sessionSecret,
    });
    call.setSession(secret);
    return getMe(actingAs(ctx, { kind: 'person', person }));
  },
  get: getMe,
  async prefer(ctx, input) {
    await preferChannel(ctx, input);
    return getMe(ctx);
  },
  async end(ctx, _input, call) {
    if (call.sessionSecret) await endSession(ctx, call.sessionSecret);
    call.setSession(null);
  },
});
