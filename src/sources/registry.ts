import { alertmanager } from './alertmanager.ts';
import { datadog } from './datadog.ts';
import { email } from './email.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { heartbeat } from './heartbeat.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { sentry } from './sentry.ts';
import { sns } from './sns.ts';
import type { Source } from './source.ts';
import { uptimeKuma } from './uptime-kuma.ts';
import { zabbix } from './zabbix.ts';

const all = [
  ...[alertmanager, datadog, email, generic, grafana, heartbeat],
  ...[opsgenie, pagerduty, sentry, sns, uptimeKuma, zabbix],
];

/** Everything that alerts may come from. Another one is a file and a name here. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(all.map((source) => [source.name, source]));
