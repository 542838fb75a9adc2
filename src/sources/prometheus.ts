import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { severityOf } from '../domain/alerts/severity.ts';
import type { SourceEvent } from '../domain/alerts/take.ts';

const Labels = z.record(z.string(), z.string());
const Url = z.string().default('');

/** What the webhooks of Alertmanager and Grafana have in common. */
export const Group = z.object({
  status: z.enum(['firing', 'resolved']).optional(),
  groupKey: z.string().min(1),
  commonLabels: Labels.default({}),
  commonAnnotations: Labels.default({}),
  externalURL: Url,
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: Labels,
        annotations: Labels.default({}),
        generatorURL: Url,
        fingerprint: z.string().min(1),
        dashboardURL: Url,
        panelURL: Url,
        silenceURL: Url,
        imageURL: Url,
      }),
    )
    .min(1, 'must hold an alert')
    .max(2_000, 'must hold at most 2,000 alerts'),
});
type Group = z.output<typeof Group>;
type Member = Group['alerts'][number];

/**
 * One alert for each of a group, or one for the group as a whole, which is over when all of it is.
 * @param from what the source calls itself
 */
export function eventsOf(group: Group, from: string, per: 'alert' | 'group'): SourceEvent[] {
  const outer = { text: from, url: group.externalURL };
  if (per === 'alert') return group.alerts.map((alert) => eventOfOne(alert, alert.fingerprint, outer));
  const firing = group.alerts.filter(({ status }) => status === 'firing');
  const [first] = firing.length > 0 ? firing : group.alerts;
  if (!first) return [];
  const all = { labels: group.commonLabels, annotations: group.commonAnnotations };
  const whole = eventOfOne({ ...first, ...all, status: first.status }, group.groupKey, outer);
  const one = eventOfOne(first, group.groupKey, outer);
  const more = firing.length > 1 ? ` (and ${firing.length - 1} more)` : '';
  return [{ ...whole, summary: `${one.summary}${more}`, severity: worst(firing) ?? whole.severity }];
}

const ORDER = ['critical', 'error', 'warning', 'info'] as const;
const worst = (alerts: Member[]) => {
  const all = new Set(alerts.map(({ labels }) => severityOf(labels.severity)));
  return ORDER.find((severity) => all.has(severity));
};

function eventOfOne(alert: Member, dedupKey: string, outer: { text: string; url: string }): SourceEvent {
  const { alertname = 'Alert', severity, instance, ...others } = alert.labels;
  const { summary, description, runbook_url: runbook, ...more } = alert.annotations;
  return eventOf({
    action: alert.status === 'firing' ? 'trigger' : 'resolve',
    dedupKey,
    summary: summary || description || [alertname, instance].filter(Boolean).join(' on '),
    source: instance,
    severity: severityOf(severity),
    labels: { alertname, ...others, ...more },
    links: [
      { text: 'Runbook', url: runbook ?? '' },
      { text: 'Graph', url: alert.generatorURL },
      { text: 'Dashboard', url: alert.dashboardURL },
      { text: 'Panel', url: alert.panelURL },
      { text: 'Image', url: alert.imageURL },
      { text: 'Silence', url: alert.silenceURL },
      outer,
    ],
  });
}
