import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { IntegrationSettings } from '../../src/contract/services.ts';
import { sns } from '../../src/sources/sns.ts';
import { localhost } from '../support/certificate.ts';

const CERTIFICATE = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem';
const SUBSCRIBE = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336';
const alarm = readFileSync(join(import.meta.dirname, 'payloads/cloudwatch.json'), 'utf8');

type Envelope = Record<string, string>;
const about: Envelope = {
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  Timestamp: '2026-01-05T08:59:01.000Z',
};
const notification = (Message: string, more: Envelope = {}): Envelope => ({
  ...{ Type: 'Notification', ...about, Message, ...more },
});

/** Signs it as Amazon does: each signed field by name, and its value on the next line. */
function signed(envelope: Envelope, SignatureVersion = '2'): Envelope {
  const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (name in envelope ? [`${name}\n${envelope[name]}\n`] : [])).join('');
  const Signature = createSign(SignatureVersion === '1' ? 'sha1' : 'sha256')
    .update(text)
    .sign(localhost.key, 'base64');
  return { ...envelope, SignatureVersion, Signature, SigningCertURL: CERTIFICATE };
}

/** Whether it is believed, and what was fetched for that. */
async function proved(body: unknown) {
  const asked: string[] = [];
  const ask = async (url: string) => {
    asked.push(url);
    return Buffer.from(url === CERTIFICATE ? localhost.cert : 'confirmed');
  };
  const result = await Promise.resolve(sns.prove?.(body, ask)).then(
    () => 'yes',
    (error: { code?: string }) => error.code,
  );
  return { result, asked };
}
const read = (body: unknown) => sns.read(body, IntegrationSettings.parse({}));

describe('what comes from Amazon', () => {
  test.each(['1', '2'])('is believed by its signature, version %s', async (version) => {
    expect((await proved(signed(notification(alarm, { Subject: 'ALARM' }), version))).result).toBe('yes');
  });

  test('is refused when a letter is another one', async () => {
    const body = signed(notification(alarm));
    expect(await proved({ ...body, Message: alarm.replace('ALARM', 'OK') })).toMatchObject({
      result: 'forbidden',
    });
    expect(await proved({ ...body, Signature: 'AAAA' })).toMatchObject({ result: 'forbidden' });
  });

  test.each([
    'https://sns.eu-central-1.amazonaws.com.example.com/x.pem',
    'https://example.com/sns.eu-central-1.amazonaws.com/x.pem',
    'https://sns.eu-central-1.amazonaws.com@example.com/x.pem',
    'http://sns.eu-central-1.amazonaws.com/x.pem',
    'https://bucket.s3.amazonaws.com/x.pem',
  ])('names a certificate at Amazon: nothing is fetched from %s', async (SigningCertURL) => {
    expect(await proved({ ...signed(notification(alarm)), SigningCertURL })).toEqual({
      ...{ result: 'invalid', asked: [] },
    });
  });

  test('a subscription is confirmed once it is proved, and is no alert', async () => {
    const Message = 'You have chosen to subscribe';
    const body = { ...notification(Message, { Token: '2336', SubscribeURL: SUBSCRIBE }) };
    const confirmation = signed({ ...body, Type: 'SubscriptionConfirmation' });
    const { result, asked } = await proved(confirmation);
    expect([result, asked.at(-1)]).toEqual(['yes', SUBSCRIBE]);
    expect(read(confirmation)).toEqual([]);
    expect((await proved({ ...confirmation, Token: 'another' })).asked).not.toContain(SUBSCRIBE);
  });
});

test('CloudWatch: an alarm by its name, over when it is OK; missing data is no news', () => {
  expect(read(signed(notification(alarm)))).toEqual([
    {
      action: 'trigger',
      dedupKey: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:High CPU',
      ...{ summary: 'CPU of the shop is high', severity: 'error', source: 'i-0123456789abcdef0', links: [] },
      labels: {
        ...{ alarm: 'High CPU', region: 'EU (Frankfurt)', metric: 'AWS/EC2/CPUUtilization' },
        ...{ InstanceId: 'i-0123456789abcdef0', reason: expect.stringMatching(/^Threshold Crossed/) },
      },
    },
  ]);
  const now = (state: string) =>
    read(signed(notification(alarm.replace('"NewStateValue": "ALARM"', `"NewStateValue": "${state}"`))));
  expect(now('OK')).toMatchObject([{ action: 'resolve' }]);
  expect(now('INSUFFICIENT_DATA')).toEqual([]);
});

test('what is no alarm is an alert by its subject', () => {
  expect(read(signed(notification('Look here.\nNow.', { Subject: 'The backup failed' })))).toMatchObject([
    { action: 'trigger', summary: 'The backup failed', labels: { message: 'Look here.\nNow.' } },
  ]);
});
