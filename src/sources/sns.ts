import { createVerify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import type { SourceEvent } from '../domain/alerts/take.ts';
import { sha256 } from '../lib/crypto.ts';
import { fail } from '../lib/errors.ts';
import { parse } from '../lib/parse.ts';
import type { Ask, Source } from './source.ts';

/** Where Amazon keeps its certificates and takes confirmations, in every region and partition. */
const AMAZON = /^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;
const Amazon = z.string().max(2_000).regex(AMAZON, 'must be an address of Amazon SNS');
const Text = z.string();

/** What Amazon SNS posts (docs.aws.amazon.com, “Parsing Amazon SNS message formats”). */
const Envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  ...{ MessageId: Text, TopicArn: Text, Timestamp: Text, Message: Text },
  ...{ Subject: Text.nullish(), Token: Text.optional() },
  SignatureVersion: z.enum(['1', '2']),
  ...{ Signature: Text, SigningCertURL: Amazon, SubscribeURL: Amazon.optional() },
});
type Envelope = z.output<typeof Envelope>;

/** What CloudWatch says of an alarm. */
const Alarm = z.object({
  AlarmName: Text.min(1),
  AlarmArn: Text.optional(),
  AlarmDescription: Text.nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: Text.default(''),
  Region: Text.default(''),
  Trigger: z
    .object({
      ...{ Namespace: Text.nullish(), MetricName: Text.nullish() },
      Dimensions: z.array(z.object({ name: Text, value: Text })).default([]),
    })
    .optional(),
});

export const sns: Source = {
  name: 'sns',
  async prove(body, ask) {
    const envelope = parse(Envelope, body);
    if (!(await isSigned(envelope, ask))) fail('forbidden', 'The signature is not one of Amazon SNS.');
    // Whoever has the key has given it to a topic; without the answer Amazon would send nothing.
    if (envelope.Type === 'SubscriptionConfirmation') await ask(envelope.SubscribeURL ?? '');
  },
  read(body) {
    const { Type, Message, Subject, TopicArn } = parse(Envelope, body);
    if (Type !== 'Notification') return [];
    const alarm = Alarm.safeParse(jsonOf(Message));
    if (alarm.success) return ofAlarm(alarm.data);
    const summary = Subject || Message.split('\n')[0] || TopicArn;
    return [
      eventOf({
        action: 'trigger',
        dedupKey: sha256(`${TopicArn}\n${summary}`).toString('hex'),
        ...{ summary, source: TopicArn, severity: 'error', labels: { message: Message } },
      }),
    ];
  },
};

function ofAlarm(alarm: z.output<typeof Alarm>): SourceEvent[] {
  // That there is no data is no news of what is watched.
  if (alarm.NewStateValue === 'INSUFFICIENT_DATA') return [];
  const { Namespace, MetricName, Dimensions = [] } = alarm.Trigger ?? {};
  const dimensions = Object.fromEntries(Dimensions.map(({ name, value }) => [name, value]));
  return [
    eventOf({
      action: alarm.NewStateValue === 'ALARM' ? 'trigger' : 'resolve',
      dedupKey: alarm.AlarmArn ?? alarm.AlarmName,
      summary: alarm.AlarmDescription || alarm.AlarmName,
      source: Dimensions[0]?.value,
      severity: 'error',
      labels: {
        alarm: alarm.AlarmName,
        ...(alarm.Region ? { region: alarm.Region } : {}),
        ...(MetricName ? { metric: [Namespace, MetricName].filter(Boolean).join('/') } : {}),
        ...dimensions,
        ...(alarm.NewStateReason ? { reason: alarm.NewStateReason } : {}),
      },
    }),
  ];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Certificates by address; Amazon has a few, and makes new ones now and then. */
const certificates = new Map<string, X509Certificate>();
const MOST_KEPT = 50;

async function certificateAt(url: string, ask: Ask): Promise<X509Certificate> {
  const known = certificates.get(url);
  if (known) return known;
  const answer = await ask(url);
  let read: X509Certificate;
  try {
    read = new X509Certificate(answer);
  } catch {
    return fail('forbidden', 'There is no certificate at the address that the message names.');
  }
  if (certificates.size >= MOST_KEPT) certificates.clear();
  certificates.set(url, read);
  return read;
}

async function isSigned(envelope: Envelope, ask: Ask): Promise<boolean> {
  const certificate = await certificateAt(envelope.SigningCertURL, ask);
  const verify = createVerify(envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  return verify.update(signedText(envelope)).verify(certificate.publicKey, envelope.Signature, 'base64');
}

/** The fields that are signed, by name, each with its value on a line of its own. */
function signedText(envelope: Envelope): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return names
    .filter((name) => typeof envelope[name] === 'string')
    .map((name) => `${name}\n${envelope[name]}\n`)
    .join('');
}
