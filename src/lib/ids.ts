import { sha256, sixteenRandomBytes } from './crypto.ts';

/** No id comes before it: where a walk through ids begins. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is an id as the database writes it: in lower case. */
export const isId = (text: string): boolean => ID.test(text);

let lastMs = -1;
let counter = 0;

/**
 * A version 7 UUID (RFC 9562, method 1): 48 bits of time in milliseconds, then a counter of 26 bits that begins
 * somewhere random in each millisecond, then 48 random bits. Ids made one after another in a process sort in
 * that order, so index pages fill in order and equal times have an order too.
 */
export function newId(at: Date): string {
  const bytes = sixteenRandomBytes();
  const ms = at.getTime();
  counter = ms === lastMs ? counter + 1 : bytes.readUInt32BE(6) >>> 8;
  lastMs = ms;
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | ((counter >>> 14) & 0x0fff), 6);
  bytes.writeUInt16BE(0x8000 | (counter & 0x3fff), 8);
  return written(bytes);
}

/** A version 8 UUID (RFC 9562) that is the same for the same name. */
export function nameId(name: string): string {
  const bytes = sha256(name).subarray(0, 16);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return written(bytes);
}

function written(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
