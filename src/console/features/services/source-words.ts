/** From what alerts come, and how each is told where to send. */
import type { SourceName } from '../../../contract/services.ts';

export const sourceNames: Record<SourceName, string> = {
  alertmanager: 'Prometheus Alertmanager',
  grafana: 'Grafana',
  pagerduty: 'PagerDuty Events v2',
  opsgenie: 'Opsgenie Alert API',
  datadog: 'Datadog',
  sns: 'AWS CloudWatch (SNS)',
  zabbix: 'Zabbix',
  sentry: 'Sentry',
  'uptime-kuma': 'Uptime Kuma',
  heartbeat: 'Heartbeat',
  email: 'E-mail',
  generic: 'Anything else, as JSON',
};

/** What is put where alerts come from: a piece of its configuration, or what to set there. */
export function snippetOf(source: SourceName, url: string, key: string): { title: string; text: string } {
  switch (source) {
    case 'alertmanager':
      return {
        title: 'alertmanager.yml',
        text: `receivers:
  - name: deskbell
    webhook_configs:
      - url: ${url}
        send_resolved: true`,
      };
    case 'pagerduty':
      return {
        title: 'In place of PagerDuty’s own address',
        text: `curl ${url} -d '{
  "routing_key": "${key}", "event_action": "trigger", "dedup_key": "backup",
  "payload": { "summary": "The backup failed", "severity": "error", "source": "db-1" }
}'`,
      };
    case 'opsgenie':
      return {
        title: 'In place of Opsgenie’s own address',
        text: `curl ${url} -H 'Authorization: GenieKey ${key}' -H 'Content-Type: application/json' \\
  -d '{ "message": "The backup failed", "alias": "backup" }'`,
      };
    case 'grafana':
      return { title: 'A contact point of type Webhook', text: `URL: ${url}\nHTTP Method: POST` };
    case 'datadog':
      return {
        title: 'The webhooks integration: URL and payload',
        text: `${url}

{ "title": "$EVENT_TITLE", "body": "$TEXT_ONLY_MSG", "transition": "$ALERT_TRANSITION",
  "alert_type": "$ALERT_TYPE", "alert_id": "$ALERT_ID", "aggregation_key": "$AGGREG_KEY",
  "priority": "$ALERT_PRIORITY", "host": "$HOSTNAME", "tags": "$TAGS", "link": "$LINK" }`,
      };
    case 'sns':
      return {
        title: 'A subscription of the alarm’s topic; it is confirmed by itself',
        text: `Protocol: HTTPS\nEndpoint: ${url}`,
      };
    case 'zabbix':
      return { title: 'The parameter of the media type’s script', text: `address: ${url}` };
    case 'sentry':
      return { title: 'An internal integration, with issues and alerts', text: `Webhook URL: ${url}` };
    case 'uptime-kuma':
      return {
        title: 'A notification of type Webhook',
        text: `Post URL: ${url}\nRequest Body: Preset - application/json`,
      };
    case 'heartbeat':
      return { title: 'Again and again, while all is well', text: `curl ${url}` };
    case 'email':
      return {
        title: 'Where mail of that name leads to Deskbell’s mail port',
        text: `To: ${key}@${new URL(url).hostname}\nSubject: [DOWN] The backup`,
      };
    case 'generic':
      return {
        title: 'From a shell',
        text: `curl ${url} \\
  -d '{ "dedupKey": "backup", "summary": "The backup failed", "severity": "error", "source": "db-1" }'
curl ${url} -d '{ "dedupKey": "backup", "summary": "-", "action": "resolve" }'`,
      };
  }
}
