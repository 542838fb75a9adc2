import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.ts';

type Action = 'trigger' | 'acknowledge' | 'resolve';

/** A source of alerts as they are: what is not answered with 2xx it sends again, until it is. */
export type Source = {
  /** Sends it to whichever desk is there. Ends once it is acknowledged. @param service by its place */
  say(action: Action, key: string, service: number): Promise<void>;
  /** Where the desk is now. */
  at(url: string): void;
};

const AGAIN_AFTER = 100;
const PATIENCE = 10_000;

export function createSource({ ledger, keys, over }: World): Source {
  let url = '';
  let calls = 0;
  return {
    at(next) {
      url = next;
    },
    async say(action, key, service) {
      const body = JSON.stringify({ action, dedupKey: key, summary: `${key} is full`, severity: 'critical' });
      while (!over.aborted) {
        const call = ++calls;
        ledger.note({ what: 'asked', call, action, key });
        const status = await post(`${url}/hooks/generic/${keys[service % keys.length]}`, body);
        if (over.aborted) return;
        ledger.note({ what: 'answered', call, status });
        if (status !== null && status >= 200 && status < 300) return;
        await sleep(AGAIN_AFTER);
      }
    },
  };
}

async function post(url: string, body: string): Promise<number | null> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, {
      ...{ method: 'POST', headers, body },
      signal: AbortSignal.timeout(PATIENCE),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
