import type { State } from './types.ts';

/**
 * Slack's limits, by the clock of the test. Buckets that fill up again: what is asked too early is answered with
 * the seconds to wait, and whoever asks again before they are over is noted.
 */
export type Limits = {
  /** How many messages a conversation takes at once; then one a second. */
  postBurst?: number;
  /** Calls a minute by tier; instead of those of Slack. */
  tiers?: Partial<Record<Tier, number>>;
};
type Tier = 1 | 2 | 3 | 4;

const PER_MINUTE: Record<Tier, number> = { 1: 1, 2: 20, 3: 50, 4: 100 };
/** Slack tolerates some calls at once where it allows one a minute. */
const LEAST_BURST = 5;
/** "Hundreds a minute" is all that Slack says of the methods without a tier. */
const SPECIAL = 600;

const TIERS: Record<string, Tier> = {
  'chat.update': 3,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'conversations.open': 3,
  'conversations.info': 3,
  'conversations.create': 2,
  'conversations.invite': 3,
  'conversations.setTopic': 2,
  'conversations.archive': 2,
  'conversations.list': 2,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.members': 4,
  'users.info': 4,
  'users.conversations': 3,
  'pins.add': 2,
  'users.list': 2,
  'users.lookupByEmail': 3,
  'views.open': 4,
  'views.update': 4,
  'views.publish': 4,
  'files.info': 4,
  'files.getUploadURLExternal': 4,
  'files.completeUploadExternal': 4,
  'reactions.add': 3,
  'reactions.get': 3,
  'apps.connections.open': 1,
  'oauth.v2.access': 4,
  'auth.revoke': 3,
  'apps.uninstall': 1,
};

export type Limiter = {
  /** Seconds to wait; undefined: go on. */
  ask(method: string, workspace: string, channel: string): number | undefined;
  /** As if the limit had been reached. */
  pause(method: string, workspace: string, channel: string, seconds: number): void;
  reset(): void;
};

export function createLimiter(state: State, limits: Limits | false): Limiter {
  const buckets = new Map<string, { left: number; at: number }>();
  const settings = limits || {};
  const pauses = new Map<string, number>();
  const keyOf = (method: string, workspace: string, channel: string) =>
    method === 'chat.postMessage' ? `${method} ${workspace} ${channel}` : `${method} ${workspace}`;

  function rate(method: string): { burst: number; perSecond: number } {
    if (method === 'chat.postMessage') return { burst: settings.postBurst ?? 1, perSecond: 1 };
    const tier = TIERS[method];
    const perMinute = tier ? (settings.tiers?.[tier] ?? PER_MINUTE[tier]) : SPECIAL;
    return { burst: tier === 1 ? Math.max(perMinute, LEAST_BURST) : perMinute, perSecond: perMinute / 60 };
  }

  return {
    ask(method, workspace, channel) {
      const key = keyOf(method, workspace, channel);
      const now = state.clock.now().getTime();
      const until = pauses.get(key) ?? 0;
      if (now < until) {
        const detail = `${key}: ${until - now} ms too early`;
        state.violations.push({ what: 'called during Retry-After', method, at: now, detail });
        return Math.ceil((until - now) / 1000);
      }
      if (!limits) return undefined;
      const { burst, perSecond } = rate(method);
      const bucket = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      const goesOn = left >= 1 - 1e-9;
      buckets.set(key, { left: goesOn ? left - 1 : left, at: now });
      if (goesOn) return undefined;
      const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
      pauses.set(key, now + seconds * 1000);
      return seconds;
    },
    pause(method, workspace, channel, seconds) {
      pauses.set(keyOf(method, workspace, channel), state.clock.now().getTime() + seconds * 1000);
    },
    reset() {
      buckets.clear();
      pauses.clear();
    },
  };
}
