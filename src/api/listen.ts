import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { MINUTE, SECOND } from '../lib/clock.ts';

export type Listening = {
  /** The port taken, which differs from the one asked for when that was 0. */
  port: number;
  server: Server;
  /** Takes no new connections, lets requests in hand end within `grace` milliseconds, then cuts off the rest. */
  close(grace?: number): Promise<void>;
};

/** Serves HTTP. Clients that send slowly or not at all give their connection back soon (Slowloris). */
export async function listen(
  app: RequestListener,
  options: { host: string; port: number },
): Promise<Listening> {
  const server = createHttpServer(
    {
      headersTimeout: 10 * SECOND,
      // Enough for the largest attachment over a slow line.
      requestTimeout: 2 * MINUTE,
      keepAliveTimeout: 65 * SECOND,
      connectionsCheckingInterval: 2 * SECOND,
      maxHeaderSize: 16 * 1024,
    },
    app,
  );
  server.maxRequestsPerSocket = 10_000;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port, options.host, resolve);
  await promise;
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    server,
    async close(grace = 10 * SECOND) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      // Again and again: a connection is kept alive after the request that was in hand.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const clock = setTimeout(() => server.closeAllConnections(), grace);
      await closed;
      clearInterval(idle);
      clearTimeout(clock);
    },
  };
}
