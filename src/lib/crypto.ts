import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';

/** A secret that people or programs carry: 256 random bits in URL-safe base64 (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How a carried secret is stored. A plain SHA-256 is enough for 256 random bits: there is nothing to guess. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

/** Compares two texts in time that does not depend on where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** Derives the key of one purpose from the installation's secret (HKDF, RFC 5869), so that no two uses share a key. */
export function deriveKey(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, 'deskbell', purpose, 32));
}

const CIPHER = 'aes-256-gcm';
/** Of the form below, so that another may follow. */
const SEALED_VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret that has to be read again (AES-256-GCM): version, nonce, tag, ciphertext. `about` says what it
 * belongs to and is not in it: moved to another row, it cannot be read any more.
 */
export function encrypt(key: Buffer, text: string, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(SEALED_VERSION), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it was made with another key or about something else, or is not as it was made */
export function decrypt(key: Buffer, sealed: Uint8Array, about: string): string {
  const bytes = Buffer.from(sealed);
  const start = 1 + NONCE_BYTES + TAG_BYTES;
  if (bytes[0] !== SEALED_VERSION || bytes.length < start) throw new Error('This is no encrypted secret.');
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(1 + NONCE_BYTES, start));
  return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString('utf8');
}

export function hmac(key: Buffer | KeyObject, ...parts: (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

export function sha256(...parts: (string | Uint8Array)[]): Buffer {
  return hash('sha256', Buffer.concat(parts.map(bytesOf)), 'buffer');
}

const bytesOf = (part: string | Uint8Array) => (typeof part === 'string' ? Buffer.from(part) : part);

/** Drawn for many at a time: asking the system for sixteen costs as much as asking for a page. */
const drawn = Buffer.alloc(4096);
let used = drawn.length;

/** Random bytes for an id or a salt; nobody else is given the same memory until a page later. Copy what you keep. */
export function sixteenRandomBytes(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 16;
  return drawn.subarray(used - 16, used);
}
