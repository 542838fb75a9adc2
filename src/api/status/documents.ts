import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { sha256 } from '../../lib/crypto.ts';

const ENCODINGS = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** Bytes that are ready to go, in every encoding. */
export type Document = Record<Encoding, { bytes: Buffer; headers: Record<string, string>; etag: string }>;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** Made once for many readers, but within a moment of what it tells. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

export async function documentOf(
  text: string,
  type: string,
  headers: Readonly<Record<string, string>>,
): Promise<Document> {
  const bytes = Buffer.from(text);
  const hash = sha256(bytes).toString('base64url').slice(0, 22);
  const made = (encoding: Encoding, bytes: Buffer) => {
    const etag = `"${hash}-${encoding}"`;
    return {
      bytes,
      etag,
      headers: {
        ...headers,
        ...{ 'content-type': type, 'content-length': String(bytes.length), etag },
        ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
        vary: 'accept-encoding',
      },
    };
  };
  return {
    br: made('br', await brotli(bytes, QUALITY)),
    gzip: made('gzip', await zip(bytes)),
    identity: made('identity', bytes),
  };
}

/** Sends it as the reader takes it, or says that they have it. */
export function sendDocument(req: Request, res: Response, document: Document): void {
  const { bytes, headers, etag } = document[encodingFor(req)];
  if (hasIt(req.headers['if-none-match'], etag)) {
    const { 'content-type': _, 'content-length': __, 'content-encoding': ___, ...kept } = headers;
    res.writeHead(304, kept).end();
    return;
  }
  res.writeHead(200, headers).end(req.method === 'HEAD' ? undefined : bytes);
}

/** What browsers say is always the same few words. */
const known = new Map<string, Encoding>();
const MOST_KNOWN = 100;

function encodingFor(req: Request): Encoding {
  const header = String(req.headers['accept-encoding'] ?? 'identity');
  const found = known.get(header);
  if (found) return found;
  const accepted = req.acceptsEncodings([...ENCODINGS]);
  const encoding = ENCODINGS.find((one) => one === accepted) ?? 'identity';
  if (known.size < MOST_KNOWN) known.set(header, encoding);
  return encoding;
}

/** RFC 9110, section 13.1.2: the weak comparison, as a proxy may have made it weak. */
const hasIt = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
