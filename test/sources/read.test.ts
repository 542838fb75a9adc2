import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDeskbellError } from '../../src/lib/errors.ts';
import { SOURCES } from '../../src/sources/registry.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'payloads', `${name}.json`), 'utf8'));
const read = (name: string, body: unknown) =>
  SOURCES.get(name)?.read(body) ?? expect.fail(`no source ${name}`);

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
