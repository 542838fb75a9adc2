import { Agent, request } from 'node:http';

/** Posts texts over connections that are kept; raises what is not answered with this status. */
export function postClient(atOnce: number, status: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  return {
    post(url: string, text: string, headers: Record<string, string>): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const all = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        ...headers,
      };
      const sent = request(url, { method: 'POST', agent, headers: all }, (response) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode === status) resolve();
          else reject(new Error(`${url} was answered with ${response.statusCode}.`));
        });
      });
      sent.once('error', reject);
      sent.end(text);
      return promise;
    },
    close: () => agent.destroy(),
  };
}

/** Posts JSON to the API. */
export function jsonClient(url: string, atOnce: number) {
  const { post, close } = postClient(atOnce, 201);
  return {
    post: (path: string, token: string, body: unknown) =>
      post(`${url}/api/v1${path}`, JSON.stringify(body), { authorization: `Bearer ${token}` }),
    close,
  };
}
