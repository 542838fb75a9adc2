import { z } from 'zod';
import { AlertSeverity } from '../contract/alerts.ts';
import { eventOf } from '../domain/alerts/event.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

const Text = z.string().trim().min(1);

/** PagerDuty’s Events API v2 (developer.pagerduty.com, “Send an Event to PagerDuty”). */
const Event = z.discriminatedUnion('event_action', [
  z.object({
    event_action: z.literal('trigger'),
    dedup_key: Text.max(255).optional(),
    payload: z.object({
      summary: Text.max(1_024),
      source: Text,
      severity: AlertSeverity,
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.unknown().optional(),
    }),
    links: z.array(z.object({ href: z.string(), text: z.string().optional() })).optional(),
  }),
  z.object({ event_action: z.enum(['acknowledge', 'resolve']), dedup_key: Text.max(255) }),
]);

export const pagerduty: Source = {
  name: 'pagerduty',
  read(body) {
    const event = parse(Event, body);
    if (event.event_action !== 'trigger') {
      const { event_action: action, dedup_key: dedupKey } = event;
      return [eventOf({ action, dedupKey, summary: '', severity: 'info' })];
    }
    const { payload, links } = event;
    const { component, group, class: kind, custom_details: details } = payload;
    const labels = {
      ...(component ? { component } : {}),
      ...(group ? { group } : {}),
      ...(kind ? { class: kind } : {}),
      ...(typeof details === 'object' && details !== null ? details : details ? { details } : {}),
    };
    // Without a key every trigger is something new; the answer names the key.
    const dedupKey = event.dedup_key ?? crypto.randomUUID().replaceAll('-', '');
    const { summary, source, severity } = payload;
    return [eventOf({ action: 'trigger', dedupKey, summary, source, severity, labels, links })];
  },
};
