import { ChannelError } from '../../chat/channel.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';

/** What Teams lets one app do: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const TENANT = { most: 50, within: SECOND };
const CONVERSATION = { most: 1_800, within: HOUR };
/** A tenth of them is left for answers that wait for nobody. */
const OURS = 0.9;
const REMEMBERED = 10_000;

/** Counted in this process: with several workers Teams itself says when it was too much. */
export type Pace = {
  /** @throws ChannelError `later`, when a call now would be one too many, or Teams has asked for a pause */
  step(tenant: string, conversation: string, at: Date): void;
  /** Teams asked for a pause of so many seconds. */
  pause(conversation: string, at: Date, seconds: number): void;
};

type Window = { began: number; count: number };

export function createPace(): Pace {
  const windows = new Map<string, Window>();
  const pauses = new Map<string, number>();

  function windowOf(key: string, now: number, within: number): Window {
    const known = windows.get(key);
    if (known && now >= known.began && now < known.began + within) return known;
    if (windows.size >= REMEMBERED) windows.clear();
    const begun = { began: now, count: 0 };
    windows.set(key, begun);
    return begun;
  }

  return {
    step(tenant, conversation, at) {
      const now = at.getTime();
      const until = pauses.get(conversation) ?? 0;
      if (now < until) throw wait('Teams asked for a pause.', until - now);
      pauses.delete(conversation);
      const ofTenant = windowOf(tenant, now, TENANT.within);
      const ofConversation = windowOf(conversation, now, CONVERSATION.within);
      if (ofConversation.count >= CONVERSATION.most * OURS) {
        throw wait(
          'Teams takes no more in this conversation for now.',
          ofConversation.began + CONVERSATION.within - now,
        );
      }
      if (ofTenant.count >= TENANT.most * OURS) {
        throw wait('Teams takes no more for now.', ofTenant.began + TENANT.within - now);
      }
      ofTenant.count += 1;
      ofConversation.count += 1;
    },
    pause(conversation, at, seconds) {
      if (pauses.size >= REMEMBERED) pauses.clear();
      pauses.set(conversation, at.getTime() + seconds * SECOND);
    },
  };
}

const wait = (words: string, milliseconds: number) => new ChannelError('later', words, milliseconds / SECOND);
