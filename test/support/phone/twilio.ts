import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PhoneConfig } from '../../../src/config/phone.ts';

/** What was asked for: an SMS, or a call. */
export type Sent = { what: 'Messages' | 'Calls'; sid: string; form: Record<string, string> };
/**
 * - `reset`: the connection breaks before anything is done
 * - `lost`: it is done, but the answer never comes
 */
type Fault = { status: number; body?: object; retryAfter?: number } | 'reset' | 'lost';

/** A Twilio that is strict: it takes nothing without the account’s token, or that is not as its API wants it. */
export async function fakeTwilio(
  /** Told of every call that it understands, before it answers; `taken`: it does what is asked. */
  heard: (what: Sent['what'], form: Sent['form'], taken: boolean) => void = () => {},
) {
  const sent: Sent[] = [];
  const faults: { how: Fault; then: () => void }[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`;
    if (req.headers.authorization !== authorization)
      return answer(401, { code: 20003, message: 'Authenticate' });
    const path = /^\/2010-04-01\/Accounts\/(\w+)\/(Messages|Calls)\.json$/.exec(req.url ?? '');
    if (req.method !== 'POST' || path?.[1] !== config.accountSid) return answer(404, { code: 20404 });
    if (req.headers['content-type'] !== 'application/x-www-form-urlencoded') return answer(415, {});
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const what = path[2] as Sent['what'];
    const needed = what === 'Messages' ? ['To', 'From', 'Body'] : ['To', 'From', 'Url'];
    const missing = needed.find((name) => !form[name]);
    if (missing) return answer(400, { code: 21604, message: `A '${missing}' is required.` });
    if ((form.Body ?? '').length > 1_600) return answer(400, { code: 21617, message: 'Too long.' });
    if (!/^\+[1-9]\d{6,14}$/.test(form.To ?? '')) return answer(400, { code: 21211, message: 'Invalid To.' });
    const { how: fault, then } = faults.shift() ?? {};
    heard(what, form, fault === undefined || fault === 'lost');
    then?.();
    if (fault === 'reset') return void res.destroy();
    if (fault && fault !== 'lost') {
      const headers: Record<string, string> = fault.retryAfter
        ? { 'retry-after': `${fault.retryAfter}` }
        : {};
      return answer(fault.status, fault.body ?? {}, headers);
    }
    const sid = `${what === 'Messages' ? 'SM' : 'CA'}${sent.length + 1}`;
    sent.push({ what, sid, form });
    if (fault === 'lost') return void res.destroy();
    answer(201, { sid, status: 'queued' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config: PhoneConfig = {
    ...{ accountSid: 'AC0123', authToken: 'a token of the account', from: '+15005550006' },
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  return {
    config,
    sent,
    /** @param then what happens when such a call has come */
    fail: (how: Fault, times = 1, then = () => {}) =>
      void faults.push(...Array.from({ length: times }, () => ({ how, then }))),
    /** Nothing goes wrong any more. */
    mend: () => void faults.splice(0),
    /** As it tells and asks: a form, signed. */
    async tell(url: string, fields: Record<string, string>, token = config.authToken) {
      const text =
        url +
        Object.keys(fields)
          .sort()
          .map((name) => name + fields[name])
          .join('');
      return fetch(url, {
        method: 'POST',
        headers: { 'x-twilio-signature': createHmac('sha1', token).update(text).digest('base64') },
        body: new URLSearchParams(fields),
      });
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
