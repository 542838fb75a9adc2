import type { PersonRef } from '../../contract/people.ts';
import type { SlaMetric } from '../../contract/sla.ts';
import type { TicketSummary } from '../../contract/tickets.ts';
import type { DeliveryKind } from '../../contract/webhooks.ts';
import { cut } from '../../lib/text.ts';

/** What a webhook is sent, as docs/webhooks.md explains it. */
export type WebhookBody = {
  /** Of the delivery, as in the header webhook-id. */
  id: string;
  kind: DeliveryKind;
  /** When it happened. */
  at: string;
  /** The ticket as it was when this was written; null: a test. */
  ticket: TicketSummary | null;
  /** Who did it; null: the desk. */
  actor: PersonRef | null;
  /** `changed`: before and after, by field. */
  changes?: Record<string, { from: unknown; to: unknown }>;
  /** `replied`, `noted`: what was written. */
  entry?: { id: string; body: string };
  /** `sla`: which clock passed what. */
  sla?: { metric: SlaMetric; threshold: string };
  /** `rule`: the automation rule that sends it. */
  rule?: { id: string; name: string };
};

/** Characters of one text; what is longer can be read by the API. */
const MOST = 20_000;

/** As it is sent. Long texts are cut, so that a body stays small. */
export const written = (body: WebhookBody): string =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? cut(value, MOST) : value));
