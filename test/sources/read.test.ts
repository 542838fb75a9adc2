import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { IntegrationSettings } from '../../src/contract/services.ts';
import { isDeskbellError } from '../../src/lib/errors.ts';
import { SOURCES } from '../../src/sources/registry.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'payloads', `${name}.json`), 'utf8'));
const read = (name: string, body: unknown, settings: z.input<typeof IntegrationSettings> = {}) =>
  SOURCES.get(name)?.read(body, IntegrationSettings.parse(settings)) ?? expect.fail(`no source ${name}`);
/** What is said in short: `trigger disk error The disk is full`. */
const said = (...of: Parameters<typeof read>) =>
  read(...of).map(
    ({ action, dedupKey, severity, summary }) => `${action} ${dedupKey} ${severity} ${summary}`,
  );

test('Alertmanager: each alert of a group for itself, with runbook and graph', () => {
  expect(read('alertmanager', recorded('alertmanager'))).toEqual([
    {
      action: 'trigger',
      dedupKey: 'c4a1f2d3e5b60718',
      summary: 'p99 of checkout is above 2 s',
      severity: 'critical',
      source: 'web-1:9100',
      labels: { alertname: 'HighLatency', job: 'checkout', service: 'checkout' },
      links: [
        { text: 'Runbook', url: 'https://runbooks.example.com/latency' },
        { text: 'Graph', url: 'http://prometheus.example.com:9090/graph?g0.expr=latency&g0.tab=1' },
        { text: 'Alertmanager', url: 'http://alertmanager.example.com:9093' },
      ],
    },
    expect.objectContaining({
      action: 'resolve',
      dedupKey: '0f1e2d3c4b5a6978',
      summary: 'HighLatency on web-2:9100',
    }),
  ]);
});

test('PagerDuty: what pages it is read with all that it says; what is no page of the web is left out', () => {
  expect(read('pagerduty', recorded('pagerduty'))).toEqual([
    {
      action: 'trigger',
      dedupKey: 'srv01/HTTP',
      summary: 'DISK at 99% on machine prod-datapipe03.example.com',
      severity: 'critical',
      source: 'prod-datapipe03.example.com',
      labels: {
        ...{ component: 'mysql', group: 'prod-datapipe', class: 'disk' },
        ...{ 'free space': '1%', 'ping time': '1500ms', 'load avg': '0.75' },
      },
      links: [{ text: 'Graph', url: 'https://example.com/graphs/1' }],
    },
  ]);
});

test('PagerDuty: a trigger without a key is something new each time', () => {
  const { dedup_key: _, ...body } = recorded('pagerduty');
  const [[one], [other]] = [read('pagerduty', body), read('pagerduty', body)];
  expect(one?.dedupKey).not.toBe(other?.dedupKey);
});

test('generic: a summary is enough, and what has the same one is the same', () => {
  const [event] = read('generic', { summary: 'The backup failed' });
  expect(event).toMatchObject({ action: 'trigger', severity: 'error', source: null, labels: {}, links: [] });
  expect(read('generic', { summary: 'The backup failed', action: 'resolve' })[0]?.dedupKey).toBe(
    event?.dedupKey,
  );
});

test('Alertmanager: or one alert for a group, which is over when all of it is', () => {
  const body = recorded('alertmanager');
  const key = '{}:{alertname="HighLatency", service="checkout"}';
  const settings = { alertPer: 'group' } as const;
  expect(said('alertmanager', body, settings)).toEqual([
    `trigger ${key} critical p99 of checkout is above 2 s`,
  ]);
  const over = body.alerts.map((alert: object) => ({ ...alert, status: 'resolved' }));
  expect(said('alertmanager', { ...body, alerts: over }, settings)[0]).toMatch(/^resolve /);
});

test('Grafana: each alert with its dashboard and image, or one for all', () => {
  const body = recorded('grafana');
  expect(said('grafana', body)).toEqual([
    'trigger c6eadffa33fcdf37 critical Memory is at 97 %',
    'trigger bc97ff14869b13e3 warning Memory is at 91 %',
  ]);
  expect(read('grafana', body)[0]?.links.map(({ text }) => text)).toEqual([
    ...['Graph', 'Dashboard', 'Panel', 'Image', 'Silence', 'Grafana'],
  ]);
  expect(said('grafana', body, { alertPer: 'group' })).toEqual([
    'trigger {}:{alertname="High memory usage"} critical Memory is at 97 % (and 1 more)',
  ]);
});

test('Opsgenie: an alias is what makes it the same, and tags and details are its labels', () => {
  const body = recorded('opsgenie');
  expect(read('opsgenie', body)).toEqual([
    {
      ...{ action: 'trigger', dedupKey: 'Life is too short for no alias', severity: 'critical' },
      ...{ summary: 'An example alert message', source: 'db-1.example.com', links: [] },
      labels: {
        ...{ region: 'eu-1', disk: '97', tags: 'OverwriteQuietHours, Critical' },
        description: 'Every alert needs a description',
      },
    },
  ]);
  const { alias: _, ...without } = body;
  expect(read('opsgenie', without)[0]?.dedupKey).not.toBe(read('opsgenie', without)[0]?.dedupKey);
});

test('Datadog: what recovers is over, also as Datadog itself words it', () => {
  const body = recorded('datadog');
  expect(said('datadog', body)).toEqual(['trigger 9bd4ac313a4d1e8fae2482df7b77628 error CPU is high']);
  expect(said('datadog', { ...body, transition: 'Recovered' })[0]).toMatch(/^resolve 9bd4/);
  const [down] = read('datadog', { title: '[P1] [Triggered on {host:web-1}] CPU is high', body: '' });
  const [up] = read('datadog', { title: '[P1] [Recovered on {host:web-1}] CPU is high', body: '' });
  expect([down?.action, up?.action]).toEqual(['trigger', 'resolve']);
  expect(down?.dedupKey).toBe(up?.dedupKey);
});

test.each([
  ['a problem', {}, ['trigger 1342 error Zabbix agent is not available (for 3m)']],
  ['it is over', { event_value: '0' }, ['resolve 1342 error Zabbix agent is not available (for 3m)']],
  [
    'it is acknowledged',
    { event_update_status: '1', event_update_action: 'acknowledged' },
    ['acknowledge 1342 error Zabbix agent is not available (for 3m)'],
  ],
  ['that is taken back', { event_update_status: '1', event_update_action: 'unacknowledged' }, []],
  ['a comment', { event_update_status: '1', event_update_action: 'commented' }, []],
  [
    'a disaster, as numbers',
    { event_id: 7, event_value: 1, event_nseverity: 5, event_name: 'x' },
    ['trigger 7 critical x'],
  ],
])('Zabbix: %s', (_, more, lines) => {
  expect(said('zabbix', { ...recorded('zabbix'), ...more })).toEqual(lines);
});

test('Uptime Kuma: down and up; what is tried again, under maintenance or a test is no news', () => {
  const body = recorded('uptime-kuma');
  const as = (status: number) => said('uptime-kuma', { ...body, heartbeat: { ...body.heartbeat, status } });
  const line = '7 critical Intranet is down: connect ECONNREFUSED 10.0.0.5:443';
  expect([as(0), as(1), as(2), as(3)]).toEqual([[`trigger ${line}`], [`resolve ${line}`], [], []]);
  expect(said('uptime-kuma', { heartbeat: null, monitor: null, msg: 'Testing' })).toEqual([]);
  expect(said('uptime-kuma', { ...body, heartbeat: null, msg: 'It runs out' })).toEqual([
    'trigger certificate 7 warning It runs out',
  ]);
});

test('Sentry: issue alerts and issues are one thing, metric alerts another', () => {
  const issue = 'issue 1170820242 error ReferenceError: blooopy is not defined';
  expect(said('sentry', recorded('sentry'))).toEqual([`trigger ${issue}`]);
  expect(said('sentry', recorded('sentry-issue'))).toEqual([`resolve ${issue}`]);
  expect(said('sentry', { ...recorded('sentry-issue'), action: 'assigned' })).toEqual([]);
  expect(said('sentry', recorded('sentry-metric'))).toEqual([
    'trigger metric 15 critical Critical: Too many errors',
  ]);
  expect(said('sentry', { ...recorded('sentry-metric'), action: 'resolved' })[0]).toMatch(
    /^resolve metric 15/,
  );
});

test.each([
  ['The backup failed', 'trigger the backup failed error The backup failed'],
  ['[CRITICAL] The backup failed', 'trigger the backup failed critical The backup failed'],
  ['Re: Warning: The backup failed', 'trigger the backup failed warning The backup failed'],
  ['[FIRING:2] The backup failed', 'trigger the backup failed error The backup failed'],
  ['RESOLVED: The  Backup failed', 'resolve the backup failed error The  Backup failed'],
  ['** RECOVERY ** The backup failed', 'resolve the backup failed error The backup failed'],
  ['[OK] [Warning] The backup failed', 'resolve the backup failed warning The backup failed'],
  ['Up and running', 'trigger up and running error Up and running'],
  ['Okay: not a mark', 'trigger okay: not a mark error Okay: not a mark'],
  ['[OK]', 'resolve [ok] error [OK]'],
])('e-mail: %s', (subject, line) => {
  expect(said('email', { subject })).toEqual([line]);
});

describe('generic: a mapping reads any JSON', () => {
  const mapping = {
    ...{ items: 'checks', summary: 'title', dedupKey: 'id', severity: 'level', source: 'host.name' },
    ...{ labels: 'meta', link: 'page', resolved: "state == 'ok'", acknowledged: 'owner' },
  };
  const body = {
    checks: [
      {
        ...{ id: 7, title: 'Disk is full', level: 'P1', host: { name: 'db-1' }, state: 'bad' },
        ...{ meta: { rack: 3, tür: 'ö' }, page: 'https://example.com/7' },
      },
      { id: 8, title: 'CPU', state: 'ok' },
      { id: 9, title: 'RAM', state: 'bad', owner: 'Ada' },
    ],
  };
  test('with an alert for each item', () => {
    expect(said('generic', body, { mapping })).toEqual([
      'trigger 7 critical Disk is full',
      'resolve 8 error CPU',
      'acknowledge 9 error RAM',
    ]);
    expect(read('generic', body, { mapping })[0]).toMatchObject({
      ...{ source: 'db-1', labels: { rack: '3', tür: 'ö' } },
      links: [{ text: 'https://example.com/7', url: 'https://example.com/7' }],
    });
  });

  test.each([
    ['finds no summary', { ...mapping, summary: 'nothing' }],
    ['finds no list', { ...mapping, items: 'nothing' }],
    ['finds no key', { ...mapping, dedupKey: 'nothing' }],
  ])('one that %s refuses the body', (_, mapping) => {
    expect(() => read('generic', body, { mapping })).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

describe('what a source cannot be is refused with what is wrong', () => {
  test.each([
    ['pagerduty', {}],
    ['pagerduty', { event_action: 'acknowledge' }],
    ['pagerduty', { event_action: 'trigger', payload: { summary: 'x', source: 'y', severity: 'bad' } }],
    ['alertmanager', { version: '3', alerts: [] }],
    ['alertmanager', { version: '4', groupKey: 'x', alerts: [] }],
    ['generic', { severity: 'error' }],
    ['generic', []],
    ['generic', null],
    ['grafana', { version: '1', groupKey: '', alerts: [] }],
    ['opsgenie', { message: ' ' }],
    ['datadog', { body: 'x' }],
    ['sns', { Type: 'Notification' }],
    ['zabbix', { event_id: '1', event_value: '2', event_name: 'x' }],
    ['sentry', { action: 'triggered', data: {} }],
    ['uptime-kuma', { msg: 'x' }],
  ])('%s: %j', (name, body) => {
    expect(() => read(name, body)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('whatever comes, it is read or refused, and within limits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES.keys()), fc.jsonValue(), (name, body) => {
        try {
          for (const { dedupKey, summary, links } of read(name, body)) {
            if (dedupKey.length > 255 || summary.length > 1_024 || links.length > 20) return false;
          }
          return true;
        } catch (error) {
          return isDeskbellError(error) && error.code === 'invalid';
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
