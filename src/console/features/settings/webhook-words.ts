import type { DeliveryKind, Webhook, WebhookDelivery, WebhookKind } from '../../../contract/webhooks.ts';

export const kindWords: Record<WebhookKind, string> = {
  opened: 'Opened tickets',
  changed: 'Changes',
  replied: 'Replies',
  noted: 'Internal notes',
  sla: 'SLA thresholds',
};

export const deliveryWords: Record<DeliveryKind, string> = {
  opened: 'opened',
  changed: 'changed',
  replied: 'replied',
  noted: 'note',
  sla: 'SLA threshold',
  rule: 'automation rule',
  test: 'test',
};

export const stateWords: Record<WebhookDelivery['state'], string> = {
  waiting: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
};

/** How a webhook fares, for the eye: `off` is as somebody wants it, `bad` is not. */
export function healthOf({ enabled, offBecause, failures }: Webhook): 'good' | 'waiting' | 'bad' | 'off' {
  if (!enabled) return offBecause ? 'bad' : 'off';
  return failures > 0 ? 'waiting' : 'good';
}

/** JSON with a line a field; as it is where it is none. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
