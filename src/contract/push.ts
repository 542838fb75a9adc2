import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Web push: browsers in which somebody is paged (https://www.w3.org/TR/push-api/). */

const Key = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'must be base64url');

export const PushDevice = z.object({
  id: Id,
  /** As the browser calls itself: Firefox on Linux. */
  name: z.string(),
  /** The first half of the SHA-256 of the address of its push service, hex: by it a browser knows itself. */
  fingerprint: z.string(),
  createdAt: Instant,
  /** When its push service last took something; null: it has not yet. */
  pushedAt: Instant.nullable(),
});
export type PushDevice = z.output<typeof PushDevice>;

export const Push = z.object({
  /** For the browser’s `applicationServerKey`. */
  publicKey: z.string(),
  devices: z.array(PushDevice),
});
export type Push = z.output<typeof Push>;

/** As a browser’s `PushSubscription` has it. */
export const AddPushDevice = z.strictObject({
  endpoint: z.url('must be an address').max(1_000),
  keys: z.strictObject({ p256dh: Key, auth: Key }),
  name: z.string().trim().min(1, 'must not be empty').max(80),
});

/** What a browser is sent, for the service worker of the console: small, since push services take some 4 KB. */
export type PushPayload = {
  /** What replaces what: one notification for an alert. */
  tag: string;
  title: string;
  body: string;
  /** The page that opens. */
  url: string;
  /** The button; null: none. It answers the alert while that is in this state. */
  button: { label: string; alert: string; state: 'triggered' | 'acknowledged' } | null;
  /** Where it can be answered without signing in. */
  link: string | null;
  /** It only says what has become of it. */
  silent: boolean;
};

export const push = {
  get: endpoint({
    method: 'GET',
    path: '/push',
    summary: 'The browsers in which one is paged, and the key with which a browser subscribes',
    scope: 'read',
    input: z.strictObject({}),
    output: Push,
  }),
  add: endpoint({
    method: 'POST',
    path: '/push/devices',
    summary: 'Be paged in a browser; whoever was paged there before is not any more',
    scope: 'write',
    input: AddPushDevice,
    output: PushDevice,
    status: 201,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/push/devices/:id',
    summary: 'Be paged in a browser no more',
    scope: 'write',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
