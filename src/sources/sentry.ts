import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { severityOf } from '../domain/alerts/severity.ts';
import type { SourceEvent } from '../domain/alerts/take.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

const Id = z.union([z.number().int(), z.string().min(1)]).transform(String);
const Text = z.string().nullish();
const Title = z.string().min(1, 'must say what is wrong');

/** The webhooks of a Sentry integration (docs.sentry.io, “Webhooks”): issue alerts, metric alerts, issues. */
const IssueAlert = z.object({
  event: z.object({
    issue_id: Id.nullish(),
    event_id: Id,
    title: Title,
    ...{ level: Text, culprit: Text, environment: Text, web_url: Text, platform: Text },
  }),
  triggered_rule: Text,
});
const MetricAlert = z.object({
  metric_alert: z.object({ id: Id, title: Title.optional() }),
  ...{ description_title: Text, description_text: Text, web_url: Text },
});
const Issue = z.object({
  issue: z.object({
    id: Id,
    title: Title,
    ...{ level: Text, culprit: Text, web_url: Text, permalink: Text, platform: Text },
    project: z.object({ slug: Text }).nullish(),
  }),
});
const Webhook = z.object({ action: z.string(), data: z.looseObject({}) });

export const sentry: Source = {
  name: 'sentry',
  read(body) {
    const { action, data } = parse(Webhook, body);
    if ('metric_alert' in data) return ofMetric(action, parse(MetricAlert, data));
    if ('issue' in data) return ofIssue(action, parse(Issue, data));
    return ofRule(parse(IssueAlert, data));
  },
};

/** A rule has fired. It has the key of its issue, so that it is over when that is resolved. */
function ofRule({ event, triggered_rule: rule }: z.output<typeof IssueAlert>): SourceEvent[] {
  const { culprit, environment, platform } = event;
  return [
    eventOf({
      action: 'trigger',
      dedupKey: `issue ${event.issue_id ?? event.event_id}`,
      summary: event.title,
      source: culprit || undefined,
      severity: severityOf(event.level),
      labels: present({ rule, environment, platform }),
      links: [{ text: 'Sentry', url: event.web_url ?? '' }],
    }),
  ];
}

function ofMetric(action: string, said: z.output<typeof MetricAlert>): SourceEvent[] {
  const { id, title } = said.metric_alert;
  return [
    eventOf({
      action: action === 'resolved' ? 'resolve' : 'trigger',
      dedupKey: `metric ${id}`,
      summary: said.description_title || title || 'A metric alert',
      severity: severityOf(action),
      labels: present({ description: said.description_text }),
      links: [{ text: 'Sentry', url: said.web_url ?? '' }],
    }),
  ];
}

const ISSUE_ACTIONS: Record<string, 'trigger' | 'resolve'> = {
  ...{ created: 'trigger', unresolved: 'trigger' },
  ...{ resolved: 'resolve', archived: 'resolve', ignored: 'resolve' },
};

function ofIssue(action: string, { issue }: z.output<typeof Issue>): SourceEvent[] {
  const meant = ISSUE_ACTIONS[action];
  // That it was given to somebody is no news of the issue.
  if (!meant) return [];
  return [
    eventOf({
      action: meant,
      dedupKey: `issue ${issue.id}`,
      summary: issue.title,
      source: issue.culprit || undefined,
      severity: severityOf(issue.level),
      labels: present({ project: issue.project?.slug, platform: issue.platform }),
      links: [{ text: 'Sentry', url: issue.web_url || issue.permalink || '' }],
    }),
  ];
}

const present = (labels: Record<string, string | null | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (value ? [[name, value]] : [])));
