import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Channel, ChannelError } from '../../src/chat/channel.ts';

/** A chat platform that remembers: what was posted, under which key, and what was acknowledged. */
export type Platform = {
  url: string;
  posts: { id: string; key: string }[];
  acknowledged: number;
  close(): void;
};

export async function startPlatform(): Promise<Platform> {
  const posts: Platform['posts'] = [];
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const { key } = JSON.parse(body);
    if (req.url === '/acknowledge') platform.acknowledged += 1;
    if (req.url === '/post') posts.push({ id: `m${posts.length + 1}`, key });
    const message = req.url === '/post' ? posts.at(-1)?.id : posts.find((post) => post.key === key)?.id;
    res.end(JSON.stringify({ message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const platform: Platform = { url, posts, acknowledged: 0, close: () => void server.close() };
  return platform;
}

/** What a process asks it. */
export async function ask(url: string, path: string, body: object): Promise<{ message?: string }> {
  const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new ChannelError('later', `the platform answered ${answer.status}`);
  return (await answer.json()) as { message?: string };
}

/** It as a channel. @param findable whether it can be asked for a message by its key */
export const platformChannel = (name: string, url: string, findable: boolean): Channel => ({
  name,
  can: { edit: true, forms: true, pause: 0 },
  async post(to, message, key) {
    const { message: id } = await ask(url, '/post', { to, message, key });
    return { message: id ?? '' };
  },
  async edit(at, message) {
    await ask(url, '/edit', { at, message, key: '' });
  },
  async remove() {},
  ...(findable
    ? { find: async (_to: unknown, key: string) => (await ask(url, '/find', { key })).message }
    : {}),
});
