import { lookup } from 'node:dns/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DeskbellError, fail, isDeskbellError, messageOf } from './errors.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Requests to addresses that somebody typed in. They reach the public Internet and hosts that an admin allows, and
 * nothing else around this machine: what is connected to is what was checked, so a name that changes its mind gains
 * nothing.
 */
export type OutsideRequest = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** For all of it, with what is redirected; in milliseconds. */
  within: number;
  /** That an answer may have; in bytes. */
  maxBytes: number;
  /** How many redirects a GET follows; otherwise one is an answer like others. */
  redirects?: number;
  /** Hosts and addresses that need not be public, as settings have them. */
  allowedHosts: readonly string[];
  /** The addresses of a name; unless told, those that the system finds. */
  resolve?: (host: string) => Promise<{ address: string; family: number }[]>;
};

export type OutsideAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * @throws `invalid` when an address may not be asked, `too_large` when the answer is, `unavailable` when there is none
 */
export async function askOutside(address: string, request: OutsideRequest): Promise<OutsideAnswer> {
  const signal = AbortSignal.timeout(request.within);
  const most = request.method === 'POST' ? 0 : (request.redirects ?? 0);
  let url = readable(address);
  let { headers = {} } = request;
  for (let followed = 0; ; followed++) {
    const answer = await exchange(url, { ...request, headers }, signal);
    const { location } = answer.headers;
    if (most === 0 || !REDIRECTS.has(answer.status) || location === undefined) return answer;
    if (followed === most) fail('unavailable', `${url.host} redirects too often.`);
    const next = readable(location, url);
    // They were meant for the first one, and may hold secrets.
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
}

function readable(address: string, from?: URL): URL {
  const url = URL.parse(address, from?.href);
  if (!url || !/^https?:$/.test(url.protocol))
    return fail('invalid', 'The address must begin with https://.');
  if (url.username || url.password) fail('invalid', 'The address must not hold a name and password.');
  if (from?.protocol === 'https:' && url.protocol !== 'https:') {
    fail('invalid', `${from.host} redirects to an address without encryption.`);
  }
  return url;
}

async function exchange(url: URL, request: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  const outgoing = send(url, {
    method: request.method ?? 'GET',
    headers: { 'user-agent': 'Deskbell', ...request.headers, 'accept-encoding': 'identity' },
    lookup: guard(url, request),
    // A connection of its own: one that is kept was checked for another request.
    agent: false,
    signal,
  });
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  outgoing.on('response', resolve);
  outgoing.on('error', reject);
  // A switch to another protocol ends it without an answer and without an error.
  outgoing.on('close', () => reject(new Error('the connection was closed')));
  outgoing.end(request.body);
  try {
    const incoming = await promise;
    const { statusCode = 0, headers } = incoming;
    return { status: statusCode, headers, body: await bodyOf(incoming, request.maxBytes) };
  } catch (error) {
    if (isDeskbellError(error)) throw error;
    if (signal.aborted) fail('unavailable', `${url.host} did not answer within ${request.within / 1_000} s.`);
    const { code } = error as NodeJS.ErrnoException;
    return fail('unavailable', `${url.host} cannot be reached: ${messageOf(error) || code}.`);
  } finally {
    outgoing.destroy();
  }
}

/**
 * Finds the addresses of the host for the connection that is about to be made, and keeps those that may be connected
 * to.
 * An address that stands in the URL itself is looked at here, since none is looked up.
 * @throws `invalid` when it is not public
 */
function guard(url: URL, { allowedHosts, resolve = all }: OutsideRequest): LookupFunction {
  const host = hostIn(url);
  const isAllowed = (host: string) => allowedHosts.includes(host);
  const refused = new DeskbellError(
    'invalid',
    `${host} is not public. An admin can allow it in the settings.`,
  );
  if (isIP(host) && !isPublicAddress(host) && !isAllowed(host)) throw refused;
  return (name, options, callback) => {
    const done = async () => {
      const found = await resolve(name);
      const usable = found.filter(
        ({ address }) => isAllowed(host) || isAllowed(address) || isPublicAddress(address),
      );
      const [first] = usable;
      if (!first) throw refused;
      return { usable, first };
    };
    done().then(
      ({ usable, first }) =>
        options.all ? callback(null, usable) : callback(null, first.address, first.family),
      (error) => callback(error, ''),
    );
  };
}

const hostIn = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, '');

/**
 * Whether an address that somebody gives may be asked, as far as it can be told before: one of the public Internet with
 * encryption, or of a host that an admin allows. Where its name leads is looked at each time that it is asked.
 */
export function mayBeAsked(address: string, allowedHosts: readonly string[]): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return false;
  const host = hostIn(url);
  if (allowedHosts.includes(host)) return /^https?:$/.test(url.protocol);
  return url.protocol === 'https:' && (isIP(host) === 0 || isPublicAddress(host));
}

const all = (host: string) => lookup(host, { all: true });

async function bodyOf(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = incoming.headers['content-encoding'];
  // What is small on the way may be anything when it is unpacked.
  if (encoding !== undefined && encoding !== 'identity') {
    fail('unavailable', 'The answer is compressed, although that was not asked for.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      fail('too_large', `The answer is larger than ${maxBytes.toLocaleString('en')} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
