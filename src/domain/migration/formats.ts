import type { MigrationTool } from '../../contract/migrations.ts';
import { grafanaOncall } from './grafana-oncall.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import type { Format } from './reader.ts';

/** From where can be moved in. Another one is a file and a line here. */
export const FORMATS: Readonly<Record<MigrationTool, Format>> = {
  pagerduty,
  opsgenie,
  grafana_oncall: grafanaOncall,
};

export const TOOL_NAMES: Readonly<Record<MigrationTool, string>> = {
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  grafana_oncall: 'Grafana OnCall',
};
