import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before a server, and can swallow all that is sent: connections stand, and nothing ever comes back. */
export type SwallowingProxy = {
  url: string;
  swallow(): void;
  /** What was swallowed is broken off; what comes from now on passes. */
  pass(): void;
  close(): Promise<void>;
};

export async function swallowingProxy(target: string): Promise<SwallowingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let swallows = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((client) => {
    keep(client);
    const behind = connect(Number(port), hostname);
    keep(behind);
    const hand = (from: Socket, to: Socket) => {
      from.on('data', (bytes) => !swallows && to.write(bytes));
      from.once('close', () => to.destroy());
    };
    hand(client, behind);
    hand(behind, client);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: () => {
      swallows = true;
    },
    pass() {
      swallows = false;
      cut();
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
