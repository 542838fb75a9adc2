import { ECDH } from 'node:crypto';
import webPush from 'web-push';

/** Web push: what is sent to a browser's push service, so that the browser alone can read it (RFC 8030, 8188, 8291, 8292). */

export type PushKeys = { publicKey: string; privateKey: string };
/** As a browser's `PushSubscription` has it. */
export type PushSubscription = { endpoint: string; keys: { p256dh: string; auth: string } };

const ENCODING = 'aes128gcm';
const POINT_BYTES = 65;
const AUTH_BYTES = 16;

/** A key pair by which push services know who sends: made once. */
export const newPushKeys = (): PushKeys => webPush.generateVAPIDKeys();

/** Whether these are keys with which something can be encrypted for a browser. */
export function arePushKeys({ p256dh, auth }: PushSubscription['keys']): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== POINT_BYTES || Buffer.from(auth, 'base64url').length !== AUTH_BYTES) return false;
  try {
    ECDH.convertKey(point, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}

type Sent = {
  payload: string;
  keys: PushKeys;
  /** Whom the push service can write to: an address of `https` or `mailto`. */
  subject: string;
  /** For so many seconds the push service keeps it for a browser that is away. */
  ttl: number;
  /** What has not arrived yet is replaced by what comes with the same one; up to 32 letters of base64url. */
  topic: string;
};

/** The request that sends something to a browser, at its endpoint. */
export function pushRequest(
  { endpoint, keys: { p256dh, auth } }: PushSubscription,
  { payload, keys, subject, ttl, topic }: Sent,
): { headers: Record<string, string>; body: Buffer } {
  const { origin } = new URL(endpoint);
  const { publicKey, privateKey } = keys;
  const { Authorization } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, ENCODING);
  const { cipherText } = webPush.encrypt(p256dh, auth, payload, ENCODING);
  return {
    headers: {
      ...{ authorization: Authorization, ttl: String(ttl), urgency: 'high', topic },
      ...{ 'content-type': 'application/octet-stream', 'content-encoding': ENCODING },
    },
    body: cipherText,
  };
}
