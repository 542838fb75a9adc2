import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Clock } from '../../../src/lib/clock.ts';

/** Who vouches for Teams: the keys, where they are told, and the tokens that are signed with them. */
export type Identity = {
  issuer: string;
  openIdMetadata: string;
  /** A genuine token, unless told otherwise. */
  token(how?: TokenOptions): Promise<string>;
  /** While it is away, nobody's tokens can be looked at. */
  away: boolean;
  /** New keys, and the old ones are good no more. */
  rotate(): Promise<void>;
  requests: number;
  close(): Promise<void>;
};

export type TokenOptions = {
  claims?: JWTPayload;
  header?: { alg?: string; kid?: string };
  /** A key that is not told of. */
  foreign?: boolean;
  /** Seconds from now. */
  expires?: number;
  begins?: number;
  without?: string[];
};

export async function startIdentity(
  clock: Clock,
  appId: string,
  serviceUrl: () => string,
): Promise<Identity> {
  const issuer = 'https://api.botframework.com';
  let serial = 0;
  const makeKeys = async () => ({
    kid: `key-${++serial}`,
    ...(await generateKeyPair('RS256', { extractable: true })),
  });
  let keys = await makeKeys();
  const foreign = await makeKeys();
  const identity: Identity = {
    issuer,
    openIdMetadata: '',
    away: false,
    requests: 0,
    async token({
      claims = {},
      header = {},
      foreign: isForeign = false,
      expires = 3_600,
      begins = 0,
      without = [],
    } = {}) {
      const now = Math.floor(clock.now().getTime() / 1000);
      const payload: JWTPayload = {
        iss: issuer,
        aud: appId,
        serviceurl: serviceUrl(),
        nbf: now + begins,
        exp: now + expires,
        ...claims,
      };
      for (const name of without) delete payload[name];
      const { privateKey } = isForeign ? foreign : keys;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.kid, ...header })
        .sign(privateKey);
    },
    async rotate() {
      keys = await makeKeys();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server: Server = createServer(async (request, response) => {
    identity.requests += 1;
    if (identity.away) return void response.writeHead(503).end('<html>Service unavailable</html>');
    response.setHeader('content-type', 'application/json');
    if (request.url === '/openid') {
      response.end(JSON.stringify({ issuer, jwks_uri: identity.openIdMetadata.replace('/openid', '/keys') }));
    } else if (request.url === '/keys') {
      const jwk = {
        ...(await exportJWK(keys.publicKey)),
        kid: keys.kid,
        use: 'sig',
        endorsements: ['msteams'],
      };
      response.end(JSON.stringify({ keys: [jwk] }));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  identity.openIdMetadata = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openid`;
  return identity;
}
