import { createHmac } from 'node:crypto';

/** Signs a request as Slack does: over the version, the time in seconds and the raw body. */
export function signature(secret: string, timestamp: number | string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
