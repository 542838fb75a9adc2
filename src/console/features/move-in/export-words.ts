import type { MigrationTool } from '../../../contract/migrations.ts';

export const toolNames: Record<MigrationTool, string> = {
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  grafana_oncall: 'Grafana OnCall',
};

type Way = { before: string; commands: string };

/** How an export of each tool is made, in a shell with curl, jq and zip. They stand in docs/move-in.md as well. */
export const waysToExport: Record<MigrationTool, Way> = {
  pagerduty: {
    before: 'Make an API key under Integrations → API Access Keys; one that may only read is enough.',
    commands: `export TOKEN=…
get() { curl -sSfG "https://api.pagerduty.com/$1" -H "Authorization: Token token=$TOKEN" -H 'Accept: application/vnd.pagerduty+json;version=2' "\${@:2}"; }
all() { offset=0; while page=$(get "$1" -d limit=100 -d "offset=$offset" "\${@:2}"); do printf '%s\\n' "$page"; jq -e .more <<<"$page" >/dev/null || break; offset=$((offset + 100)); done; }
mkdir export && cd export
all users | jq -s . >users.json
all teams | jq -s . >teams.json
all escalation_policies | jq -s . >escalation_policies.json
all services -d 'include[]=integrations' | jq -s . >services.json
for id in $(all schedules | jq -r '.schedules[].id'); do
  get "schedules/$id" -d "since=$(jq -nr 'now | todate')" -d "until=$(jq -nr 'now + 7776000 | todate')"
done | jq -s . >schedules.json
zip ../export.zip *.json`,
  },
  opsgenie: {
    before:
      'Make a key under Settings → API key management that may read and has access to configurations. The files of Opsgenie’s own configuration backup, zipped, do as well.',
    commands: `export KEY=…
get() { curl -sSf "https://api.opsgenie.com/$1" -H "Authorization: GenieKey $KEY"; }
all() { offset=0; while page=$(get "$1?limit=100&offset=$offset"); do printf '%s\\n' "$page"; jq -e .paging.next <<<"$page" >/dev/null || break; offset=$((offset + 100)); done; }
mkdir export && cd export
all v2/users | jq -s . >users.json
for id in $(get v2/teams | jq -r '.data[].id'); do
  jq -s '{team: .[0].data, teamRoutingRules: .[1].data}' <(get "v2/teams/$id") <(get "v2/teams/$id/routing-rules")
done | jq -s . >teams.json
for id in $(get v2/schedules | jq -r '.data[].id'); do
  jq -s '{schedule: .[0].data, scheduleOverrideList: .[1].data}' <(get "v2/schedules/$id") <(get "v2/schedules/$id/overrides")
done | jq -s . >schedules.json
get v2/escalations >escalations.json
all v1/services | jq -s . >services.json
get v2/integrations >integrations.json
get v2/heartbeats >heartbeats.json
zip ../export.zip *.json`,
  },
  grafana_oncall: {
    before: 'Make a token under OnCall → Settings → API tokens. The address is the one that stands there.',
    commands: `export URL=https://oncall.example.com TOKEN=…
all() { next="$URL/api/v1/$1/"; while [ -n "$next" ]; do page=$(curl -sSf "$next" -H "Authorization: $TOKEN") || break; printf '%s\\n' "$page"; next=$(jq -r '.next // empty' <<<"$page"); done; }
mkdir export && cd export
for list in users teams schedules on_call_shifts escalation_chains escalation_policies integrations routes; do
  all $list | jq -s . >$list.json
done
zip ../export.zip *.json`,
  },
};
