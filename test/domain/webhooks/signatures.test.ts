import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { nextAttempt, reasonToSwitchOff } from '../../../src/domain/webhooks/retry.ts';
import {
  newSigningSecret,
  openHeaders,
  openSecret,
  sealHeaders,
  sealSecret,
  signedHeaders,
} from '../../../src/domain/webhooks/secrets.ts';
import { DAY, HOUR, SECOND } from '../../../src/lib/clock.ts';
import { verify } from './receiver.ts';

const [ID, KEY] = ['00000000-0000-4000-8000-000000000001', Buffer.alloc(32, 1)];
const at = (milliseconds: number) => new Date(Date.parse('2026-01-05T09:00:00Z') + milliseconds);

test('a signature is what the specification says', () => {
  // The example that its makers test their libraries by.
  const signed = signedHeaders(
    { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' },
    new Date(1_614_265_330_999),
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  );
  expect(signed).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a receiver takes either secret, and nothing that somebody has changed', () => {
  const [one, two] = [newSigningSecret(), newSigningSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const body = '{"kind":"test","words":"ü"}';
  const headers = signedHeaders({ id: 'a', body }, at(0), [one, two]);
  const check = (secret: string, changed: object = {}, text = body, now = at(0)) =>
    verify({ headers: { ...headers, ...changed }, text }, secret, now);
  expect([check(one), check(two), check(newSigningSecret())]).toEqual([true, true, false]);
  expect(check(one, {}, `${body} `)).toBe(false);
  expect(check(one, { 'webhook-id': 'b' })).toBe(false);
  expect(check(one, { 'webhook-timestamp': String(at(SECOND).getTime() / 1_000) })).toBe(false);
  expect(check(one, {}, body, at(HOUR))).toBe(false);
});

test('the example of the documentation does what it says', async () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
  const source = /```js\n(.*?)```/s.exec(page)?.[1] ?? '';
  const { isFromDeskbell } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const [one, two] = [newSigningSecret(), newSigningSecret()];
  const body = '{"kind":"test","words":"ü"}';
  const headers = signedHeaders({ id: 'a', body }, at(0), [one, two]);
  vi.useFakeTimers({ now: at(0), toFake: ['Date'] });
  try {
    const check = (secret: string, text = body) => isFromDeskbell(headers, Buffer.from(text), secret);
    expect([check(one), check(two), check(newSigningSecret()), check(one, '{}')]).toEqual([
      ...[true, true, false, false],
    ]);
    vi.setSystemTime(at(HOUR));
    expect(check(one)).toBe(false);
  } finally {
    vi.useRealTimers();
  }
  expect(isFromDeskbell({}, Buffer.from(body), one)).toBe(false);
});

test('what is sealed is read for what it was, and by its webhook alone', () => {
  const other = '00000000-0000-4000-8000-000000000002';
  const sealed = sealSecret(KEY, ID, 'whsec_abc');
  expect(Buffer.from(sealed).includes('whsec_abc')).toBe(false);
  expect(openSecret(KEY, ID, sealed)).toBe('whsec_abc');
  expect(() => openSecret(KEY, other, sealed)).toThrow();
  expect(() => openSecret(Buffer.alloc(32, 2), ID, sealed)).toThrow();
  expect(() => openHeaders(KEY, ID, sealed)).toThrow();
  const headers = sealHeaders(KEY, ID, [{ name: 'authorization', value: 'Bearer abc' }]);
  expect(openHeaders(KEY, ID, headers)).toEqual({ authorization: 'Bearer abc' });
});

test.each([
  [1, 0, 3.75],
  [1, 1, 6.25],
  [2, 0.5, 20],
  [6, 0.5, 5_120],
  [8, 0.5, 14_400],
  [1_000, 0.5, 14_400],
])('after attempt %i by chance %f the pause is %f s', (attempts, chance, seconds) => {
  const next = nextAttempt(at(0), { attempts, firstAt: at(0) }, chance);
  expect(next).toEqual(at(seconds * SECOND));
});

test('the last attempt is 48 hours after the first', () => {
  const firstAt = at(0);
  expect(nextAttempt(at(2 * DAY - HOUR), { attempts: 20, firstAt }, 0.5)).toEqual(at(2 * DAY));
  expect(nextAttempt(at(2 * DAY), { attempts: 21, firstAt }, 0.5)).toBe(null);
});

test.each([
  [19, 23 * HOUR, null],
  [20, HOUR - 1, null],
  [20, HOUR, 'All of the last 20 attempts failed.'],
  [1, DAY - 1, null],
  [2, DAY, 'All attempts of 24 hours failed.'],
])('%i failures in %i ms: %s', (failures, length, words) => {
  expect(reasonToSwitchOff(at(length), failures, at(0))).toBe(words);
});
