import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { severityOf } from '../domain/alerts/severity.ts';
import { sha256 } from '../lib/crypto.ts';
import { parse } from '../lib/parse.ts';
import { cut } from '../lib/text.ts';
import type { Source } from './source.ts';

const Text = z.string().trim().default('');

/**
 * Datadog’s webhook integration (docs.datadoghq.com, “Webhooks”). Its payload is written by who sets it up:
 * docs/alerts.md has the one that says most. That of Datadog itself, with title and body, is understood as well.
 */
const Webhook = z
  .object({
    ...{ title: Text, body: Text, transition: Text, alert_type: Text, priority: Text },
    ...{ alert_id: Text, aggregation_key: Text, host: Text, tags: Text, link: Text },
  })
  .refine(({ title }) => title !== '', { path: ['title'], message: 'must say what is wrong' });

/** Of a title, before it is looked at. */
const MOST = 1_024;
/** As titles begin: `[Triggered on {host:web-1}]`. */
const PREFIX = /^\[([\w -]+?)(?: on [^\]]*)?\]\s*/;

export const datadog: Source = {
  name: 'datadog',
  read(body) {
    const event = parse(Webhook, body);
    const named = cut(event.title, MOST).replace(/^(\[P\d\])\s*/, '');
    const summary = named.replace(PREFIX, '') || event.title;
    const transition = event.transition || PREFIX.exec(named)?.[1] || '';
    // Of one monitor each host is a thing of its own.
    const key = event.aggregation_key || [event.alert_id, event.host].filter(Boolean).join(' ');
    return [
      eventOf({
        action: /recover|success/i.test(`${transition} ${event.alert_type}`) ? 'resolve' : 'trigger',
        dedupKey: key || sha256(named.replace(PREFIX, '')).toString('hex'),
        summary,
        source: event.host || undefined,
        severity: severityOf(event.priority, severityOf(event.alert_type)),
        labels: {
          ...(event.tags ? { tags: event.tags } : {}),
          ...(event.body ? { description: event.body } : {}),
        },
        links: [{ text: 'Datadog', url: event.link }],
      }),
    ];
  },
};
