import { z } from 'zod';
import { AlertSeverity } from '../contract/alerts.ts';
import { parse } from '../lib/parse.ts';
import { eventOf, type Source } from './source.ts';

const Labels = z.record(z.string(), z.string());

/** The webhook of Prometheus Alertmanager, version 4 (prometheus.io, “webhook_config”). */
const Webhook = z.object({
  version: z.literal('4'),
  groupKey: z.string(),
  externalURL: z.string().default(''),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: Labels,
        annotations: Labels.default({}),
        generatorURL: z.string().default(''),
        fingerprint: z.string().min(1),
      }),
    )
    .min(1, 'must hold an alert')
    .max(2_000, 'must hold at most 2,000 alerts'),
});

/** What people write into the label `severity`, besides our own words. */
const SEVERITIES: Record<string, z.output<typeof AlertSeverity>> = {
  ...{ page: 'critical', emergency: 'critical', high: 'error', major: 'error', warn: 'warning' },
  ...{ medium: 'warning', minor: 'warning', low: 'info', none: 'info' },
};

export const alertmanager: Source = {
  name: 'alertmanager',
  read(body) {
    const { alerts, externalURL } = parse(Webhook, body);
    return alerts.map(({ status, labels, annotations, generatorURL, fingerprint }) => {
      const { alertname = 'Alert', severity = '', instance, ...others } = labels;
      const { summary, description, runbook_url: runbook, ...more } = annotations;
      const word = severity.toLowerCase();
      return eventOf({
        action: status === 'firing' ? 'trigger' : 'resolve',
        dedupKey: fingerprint,
        summary: summary || description || [alertname, instance].filter(Boolean).join(' on '),
        source: instance,
        severity: AlertSeverity.safeParse(word).data ?? SEVERITIES[word] ?? 'error',
        labels: { alertname, ...others, ...more },
        links: [
          { text: 'Runbook', url: runbook ?? '' },
          { text: 'Graph', url: generatorURL },
          { text: 'Alertmanager', url: externalURL },
        ],
      });
    });
  },
};
