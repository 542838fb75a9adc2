import type { Json } from './types.ts';

/** What Slack answers with `ok: false`, in HTTP 200. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.extra = extra;
  }
}

export function refuse(code: string, extra: Json = {}): never {
  throw new SlackError(code, extra);
}

/** With Slack's words about each fault. */
export function refuseWith(code: string, messages: string[]): never {
  const errors = messages.map((one) => one.replace('[ERROR] ', ''));
  throw new SlackError(code, { errors, response_metadata: { messages } });
}
