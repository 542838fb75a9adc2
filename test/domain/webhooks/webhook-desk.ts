import type { z } from 'zod';
import type { CreateWebhook, Webhook } from '../../../src/contract/webhooks.ts';
import { hearEvents } from '../../../src/domain/automation/hear.ts';
import type { Sending } from '../../../src/domain/webhooks/attempt.ts';
import { sendDue } from '../../../src/domain/webhooks/send.ts';
import { createWebhook } from '../../../src/domain/webhooks/webhooks.ts';
import { createSlaDesk, type SlaDesk } from '../sla/sla-desk.ts';
import { type Receiver, receiver } from './receiver.ts';

export type WebhookDesk = SlaDesk & {
  there: Receiver;
  sending: Sending;
  /** A webhook that goes to {@link there}. */
  webhook(
    options?: Partial<z.input<typeof CreateWebhook>>,
  ): Promise<{ webhook: Webhook; secret: string; id: string }>;
  /** Hears what has happened, and sends what is due now. */
  work(): Promise<void>;
  /** Sends what is due now. */
  send(): Promise<void>;
  /** Lets time pass from one attempt to the next one, until nothing waits or so much has passed, which it then has. */
  wait(most: number): Promise<void>;
  /** A line a delivery, oldest first: `opened delivered 1`. */
  lines(): Promise<string[]>;
  allow(...hosts: string[]): Promise<void>;
};

/** A desk, and somebody who listens on this machine; its address is allowed. */
export async function createWebhookDesk(): Promise<WebhookDesk> {
  const desk = await createSlaDesk();
  const there = await receiver();
  const sending = { key: Buffer.alloc(32, 7) };
  const { client } = desk.store;
  let count = 0;
  const allow = async (...hosts: string[]) => {
    const row = { value: hosts, updatedAt: desk.clock.now() };
    const name = 'allowedHosts';
    await client.setting.upsert({ where: { name }, create: { name, ...row }, update: row });
    desk.bus.publish({ topic: 'directory' });
  };
  await allow('127.0.0.1');
  const send = async () => {
    while ((await sendDue(desk.ctxFor('system'), sending)) > 0);
  };
  return {
    ...desk,
    there,
    sending,
    allow,
    send,
    async webhook(options = {}) {
      const made = await createWebhook(desk.ctxFor(desk.admin), sending.key, {
        ...{ name: `Webhook ${++count}`, url: there.url },
        kinds: ['opened', 'changed', 'replied', 'noted', 'sla'],
        ...options,
      });
      return { ...made, id: made.webhook.id };
    },
    async work() {
      while ((await hearEvents(desk.ctxFor('system'))) > 0);
      await send();
    },
    async wait(most) {
      const end = desk.clock.now().getTime() + most;
      for (;;) {
        await send();
        const next = await client.webhookDelivery.findFirst({
          where: { state: 'waiting', dueAt: { gt: desk.clock.now() } },
          orderBy: { dueAt: 'asc' },
        });
        if (!next || next.dueAt.getTime() > end) return desk.clock.set(new Date(end));
        desk.clock.set(next.dueAt);
      }
    },
    async lines() {
      const rows = await client.webhookDelivery.findMany({ orderBy: { seq: 'asc' } });
      return rows.map(({ kind, state, attempts }) => `${kind} ${state} ${attempts}`);
    },
    async close() {
      await desk.close();
      await there.close();
    },
  };
}
