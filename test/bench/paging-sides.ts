import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { addIntegration } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { startAlertmanager } from '../support/prometheus.ts';
import { startMain } from './app.ts';
import { postClient } from './client.ts';
import { openDesk } from './desk.ts';

const PATIENCE = 60_000;
/** A storm of one service pages once, so that the alerts come from many. */
const SERVICES = 40;
const RESPONDERS = 20;
const AT_ONCE = 64;

/** Takes whatever is sent, as Slack or as a webhook, and notes when what came. */
export type Sink = {
  url: string;
  /** How often each alert has arrived, and when it did first, as `performance.now()` has it. */
  arrivals: Map<number, { at: number; times: number }>;
  /** Waits until all of them have arrived. @throws when one is lost */
  waitFor(alerts: readonly number[]): Promise<void>;
  close(): void;
};

export const nameOf = (alert: number) => `benchalert${alert}end`;

export async function startSink(): Promise<Sink> {
  const arrivals: Sink['arrivals'] = new Map();
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const found = /benchalert(\d+)end/.exec(Buffer.concat(chunks).toString('latin1'));
    if (found && !request.url?.endsWith('chat.update')) {
      const before = arrivals.get(Number(found[1]));
      arrivals.set(Number(found[1]), {
        at: before?.at ?? performance.now(),
        times: (before?.times ?? 0) + 1,
      });
    }
    count += 1;
    const answer = {
      ...{ ok: true, team_id: 'T1', team: 'Bench', user_id: 'U0BOT', bot_id: 'B1' },
      ...{ channel: { id: 'D1' }, ts: `1700000000.${String(count).padStart(6, '0')}` },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    async waitFor(alerts) {
      const until = performance.now() + PATIENCE;
      for (const alert of alerts) {
        while (!arrivals.has(alert)) {
          if (performance.now() > until) throw new Error(`Alert ${alert} paged nobody.`);
          await sleep(5);
        }
      }
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What is told of alerts, and tells others. */
export type PagingSide = {
  /** Resolves once it has answered that it has the alert. */
  post(alert: number): Promise<void>;
  stop(): Promise<void>;
};

export type PagingDesk = PagingSide & { serviceIds: string[]; policyId: string };

/** The process that people run. Its alerts page somebody on Slack. */
export async function startDesk(databaseUrl: string, sink: Sink): Promise<PagingDesk> {
  const { keys, ...about } = await setUp(databaseUrl);
  const app = await startMain({
    ...{ DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key of the benchmark alone' },
    ...{
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: 'a signing secret of the benchmark',
      SLACK_API_URL: `${sink.url}/api/`,
    },
  });
  const client = postClient(AT_ONCE, 202);
  return {
    ...about,
    post: (alert) =>
      client.post(`${app.url}/hooks/alertmanager/${keys[alert % keys.length]}`, webhookOf(alert), {}),
    async stop() {
      client.close();
      await app.stop();
    },
  };
}

async function setUp(databaseUrl: string) {
  const desk = await openDesk(databaseUrl);
  const ctx = desk.system();
  try {
    const { rows: responders } = await desk.store.pool.query<{ id: string }>(
      `WITH chosen AS (SELECT id, row_number() OVER () AS i FROM person ORDER BY email LIMIT $1)
       INSERT INTO identity (id, person_id, channel, external_id, created_at)
       SELECT gen_random_uuid(), id, 'slack', 'T1:U' || i, now() FROM chosen RETURNING person_id AS id`,
      [RESPONDERS],
    );
    const { id: teamId } = await desk.store.client.team.findFirstOrThrow();
    const steps = responders
      .slice(0, 2)
      .map(({ id }) => ({ page: [{ who: 'person' as const, personId: id }], waitMinutes: 60 }));
    const { id: policyId } = await createEscalationPolicy(ctx, { name: 'Bench', steps });
    const [serviceIds, keys]: [string[], string[]] = [[], []];
    for (let index = 0; index < SERVICES; index += 1) {
      const responder = responders[index % RESPONDERS];
      const policy = await createEscalationPolicy(ctx, {
        name: `Bench ${index + 1}`,
        steps: [{ page: [{ who: 'person', personId: responder?.id ?? '' }], waitMinutes: 60 }],
      });
      const { id } = await createService(ctx, {
        ...{ name: `Service ${index + 1}`, teamId, escalationPolicyId: policy.id },
        settings: { stormPerMinute: 1_000 },
      });
      const { key } = await addIntegration(ctx, {
        ...{ id, name: 'Alertmanager', source: 'alertmanager', settings: { ratePerMinute: 60_000 } },
      });
      serviceIds.push(id);
      keys.push(key);
    }
    return { serviceIds, policyId, keys };
  } finally {
    await desk.close();
  }
}

const labelsOf = (alert: number) => ({
  ...{ alertname: nameOf(alert), severity: 'warning', instance: `shop-${alert % 50}:9100`, job: 'node' },
});
const annotations = { summary: 'The disk is full', runbook_url: 'https://runbooks.example.com/disk' };

/** What Alertmanager sends of a group with one alert. */
function webhookOf(alert: number): string {
  const labels = labelsOf(alert);
  const about = { externalURL: 'https://alertmanager.example.com', receiver: 'desk', version: '4' };
  const common = { groupLabels: labels, commonLabels: labels, commonAnnotations: annotations };
  const one = {
    ...{ status: 'firing', labels, annotations, fingerprint: nameOf(alert) },
    ...{ startsAt: '2026-03-02T09:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
    generatorURL: 'https://prometheus.example.com/graph',
  };
  const groupKey = `{}:{alertname="${nameOf(alert)}"}`;
  return JSON.stringify({
    ...about,
    ...common,
    groupKey,
    status: 'firing',
    truncatedAlerts: 0,
    alerts: [one],
  });
}

/** Prometheus Alertmanager, told to wait for nothing and to group nothing. */
export async function startPeer(sink: Sink): Promise<PagingSide> {
  const alertmanager = await startAlertmanager({
    route: {
      ...{
        receiver: 'sink',
        group_by: ['...'],
        group_wait: '0s',
        group_interval: '1h',
        repeat_interval: '4h',
      },
    },
    receivers: [{ name: 'sink', webhook_configs: [{ url: `${sink.url}/hook`, send_resolved: false }] }],
  });
  const client = postClient(AT_ONCE, 200);
  return {
    post(alert) {
      const about = { generatorURL: 'https://prometheus.example.com/graph' };
      const body = JSON.stringify([{ labels: labelsOf(alert), annotations, ...about }]);
      return client.post(`${alertmanager.url}/api/v2/alerts`, body, {});
    },
    async stop() {
      client.close();
      await alertmanager.stop();
    },
  };
}
