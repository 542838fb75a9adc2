import { Agent, request } from 'node:http';

/** Posts JSON over connections that are kept; raises what is not answered with 201. */
export function jsonClient(url: string, atOnce: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  return {
    post(path: string, token: string, body: unknown): Promise<void> {
      const text = JSON.stringify(body);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const sent = request(`${url}/api/v1${path}`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode === 201) resolve();
          else reject(new Error(`${path} was answered with ${response.statusCode}.`));
        });
      });
      sent.once('error', reject);
      sent.end(text);
      return promise;
    },
    close: () => agent.destroy(),
  };
}
