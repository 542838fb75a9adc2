import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

const Text = z.coerce.string().trim();
const Flag = z.enum(['0', '1']);

/** What the webhook of docs/alerts.md sends: the macros of Zabbix by name (zabbix.com, “Macros”). */
const Webhook = z.object({
  event_id: Text.min(1),
  /** 1: there is a problem; 0: it is over. */
  event_value: z.coerce.string().pipe(Flag),
  /** 1: somebody has done something about it. */
  event_update_status: z.coerce.string().pipe(Flag).default('0'),
  event_update_action: Text.default(''),
  event_name: Text.min(1, 'must say what is wrong'),
  /** From 0, not classified, to 5, a disaster. */
  event_nseverity: z.coerce.number().int().min(0).max(5).default(4),
  host_name: Text.default(''),
  trigger_id: Text.default(''),
  event_tags: Text.default(''),
  url: Text.default(''),
});

const SEVERITIES = ['info', 'info', 'warning', 'error', 'error', 'critical'] as const;

export const zabbix: Source = {
  name: 'zabbix',
  read(body) {
    const event = parse(Webhook, body);
    const action = actionOf(event);
    if (!action) return [];
    return [
      eventOf({
        action,
        dedupKey: event.event_id,
        summary: event.event_name,
        source: event.host_name || undefined,
        severity: SEVERITIES[event.event_nseverity] ?? 'error',
        labels: {
          ...(event.trigger_id ? { trigger: event.trigger_id } : {}),
          ...(event.event_tags ? { tags: event.event_tags } : {}),
        },
        links: [{ text: 'Zabbix', url: event.url }],
      }),
    ];
  },
};

function actionOf({ event_value, event_update_status, event_update_action }: z.output<typeof Webhook>) {
  if (event_value === '0') return 'resolve';
  if (event_update_status === '0') return 'trigger';
  const acknowledged =
    /\backnowledged\b/.test(event_update_action) && !/unacknowledged/.test(event_update_action);
  // A comment or another severity is no news of the problem.
  return acknowledged ? 'acknowledge' : undefined;
}
