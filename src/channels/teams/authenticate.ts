import { createRemoteJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Clock, DAY, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/crypto.ts';
import { fail, messageOf } from '../../lib/errors.ts';
import type { Cloud } from './clouds.ts';

/** Clocks may differ by this much, in seconds. */
const TOLERANCE = 300;
const PATIENCE = 5 * SECOND;
/** Tokens that were found good, so that the many requests of one cost one look at its signature. */
const MOST_KNOWN = 1_000;
/** Longer than any that Teams has; what is longer is not even read. */
const LONGEST = 8_192;

const Metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });
const Claims = z.object({ serviceurl: z.url(), exp: z.number() });

/** What a request proves of its sender: that it is Teams, and where Teams is answered. */
export type Proof = { serviceUrl: string };

/**
 * Says whether a request comes from Teams.
 * @returns `undefined`: it does not, or does not prove it
 * @throws `unavailable` while the keys of Teams cannot be fetched
 */
export type Authenticate = (authorization: string | undefined) => Promise<Proof | undefined>;

/**
 * Tokens of Bot Framework's channel service:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
 */
export function channelTokens({
  appId,
  cloud,
  clock,
}: {
  appId: string;
  cloud: Cloud;
  clock: Clock;
}): Authenticate {
  const known = new Map<string, Proof & { until: number }>();
  const keys = keysOf(cloud, clock);

  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > LONGEST) return undefined;
    const now = clock.now();
    const hash = sha256(token).toString('base64');
    const before = known.get(hash);
    if (before && now.getTime() < before.until) return { serviceUrl: before.serviceUrl };
    known.delete(hash);
    const claims = await verified(token, { keys: await keys(), appId, issuer: cloud.issuer, now });
    if (!claims) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(hash, { serviceUrl: claims.serviceurl, until: claims.exp * SECOND });
    return { serviceUrl: claims.serviceurl };
  };
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

async function verified(
  token: string,
  { keys, appId, issuer, now }: { keys: Keys; appId: string; issuer: string; now: Date },
): Promise<z.output<typeof Claims> | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...{ issuer, audience: appId, algorithms: ['RS256'] },
      ...{ currentDate: now, clockTolerance: TOLERANCE, requiredClaims: ['exp', 'serviceurl'] },
    });
    if (!isEndorsed(keys.jwks(), protectedHeader.kid)) return undefined;
    return Claims.safeParse(payload).data;
  } catch (error) {
    if (isTrouble(error)) fail('unavailable', `The keys of Teams cannot be fetched: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keys may be good for some channels only. */
function isEndorsed(keys: JSONWebKeySet | undefined, kid: string | undefined): boolean {
  const key = keys?.keys.find((key) => key.kid === kid) as { endorsements?: unknown } | undefined;
  const endorsements = key?.endorsements;
  return !Array.isArray(endorsements) || endorsements.length === 0 || endorsements.includes('msteams');
}

/** Not of the token, but of getting the keys. */
const isTrouble = (error: unknown) =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  // What answered for the keys was no key set.
  error.code === 'ERR_JOSE_GENERIC';

/** The keys of Teams. Where they are is asked once a day. */
function keysOf(cloud: Cloud, clock: Clock): () => Promise<Keys> {
  let asked: { keys: Promise<Keys>; at: number } | undefined;
  async function ask(): Promise<Keys> {
    try {
      const answer = await fetch(cloud.openIdMetadata, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const { jwks_uri } = Metadata.parse(await answer.json());
      return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: PATIENCE, cacheMaxAge: DAY });
    } catch (error) {
      return fail('unavailable', `The keys of Teams cannot be found: ${messageOf(error)}`);
    }
  }
  return () => {
    const now = clock.now().getTime();
    if (asked && Math.abs(now - asked.at) < DAY) return asked.keys;
    const fresh = { keys: ask(), at: now };
    asked = fresh;
    fresh.keys.catch(() => {
      if (asked === fresh) asked = undefined;
    });
    return fresh.keys;
  };
}

/** Where nobody is authenticated: whoever asks is on this machine. */
export const noTokens: Authenticate = async () => ({ serviceUrl: '' });
