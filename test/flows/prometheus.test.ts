import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendPages } from '../../src/chat/pages.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { addIntegration } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { escalate } from '../../src/jobs/page.ts';
import { freePort } from '../../src/lib/free-port.ts';
import { sourceRoutes } from '../../src/sources/routes.ts';
import { createSlackScene, type SlackScene } from '../channels/slack/rig.ts';
import { createTeamsRig, type TeamsRig, TRIAGE } from '../channels/teams/rig.ts';
import { type Daemon, missing, startAlertmanager, startPrometheus } from '../support/prometheus.ts';
import { type ApiServer, LINK_KEY, startServer } from '../support/server.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { cardOf, shownText } from '../support/teams/render.ts';

/**
 * A shop is watched by a real Prometheus, whose alerts come by a real Alertmanager. Ada is on call and on Slack; her team
 * is on Teams. Each test goes on where the last one ended.
 */
const why = missing('prometheus', 'alertmanager');
if (why) console.warn(`With Prometheus and Alertmanager nothing is tested: ${why}.`);
/** A real Prometheus looks again every fifth of a second, and Alertmanager tells what has changed once a second. */
const SOON = { timeout: 60_000, interval: 100 };

describe.skipIf(why)(`With a real Prometheus and Alertmanager${why ? ` (${why})` : ''},`, () => {
  let slack: SlackScene;
  let teams: TeamsRig;
  let server: ApiServer;
  let prometheus: Daemon;
  let alertmanager: Daemon;
  let shopPort: number;
  const shop = createServer((_request, response) => response.end('shop_orders 1\n'));

  beforeAll(async () => {
    slack = await createSlackScene();
    const { desk, agent, ada } = slack;
    teams = await createTeamsRig({ desk });
    const nora = teams.teams.addUser({ aad: 'nora', name: 'Nora' });
    teams.teams.addChannel({ id: TRIAGE, name: 'Triage', members: [nora] });
    // The desk has met both of them.
    await nora.say(TRIAGE, 'hello').heard;
    await teams.settled();
    await slack.say(ada, ada.dm(), 'hello');
    await slack.deliver();
    server = await startServer(desk, { platformRoutes: [sourceRoutes(desk)] });
    const admin = desk.ctxFor(await desk.person({ roles: ['requester', 'admin'] }));
    const { id: scheduleId } = await createSchedule(admin, {
      ...{ name: 'Shop', teamId: desk.team.id, timeZone: 'Europe/Berlin' },
      layers: [
        {
          ...{ name: 'All day', turns: [[agent.id]], start: '2026-01-01T00:00' },
          every: { count: 1, unit: 'weeks' },
        },
      ],
    });
    const policy = await createEscalationPolicy(admin, {
      name: 'Shop',
      steps: [
        {
          page: [
            { who: 'schedule', scheduleId },
            { who: 'conversation', channel: 'teams', conversation: TRIAGE },
          ],
          waitMinutes: 5,
        },
      ],
    });
    const service = await createService(admin, {
      ...{ name: 'Shop', teamId: desk.team.id, escalationPolicyId: policy.id },
    });
    const { key } = await addIntegration(admin, { id: service.id, name: 'Ours', source: 'alertmanager' });
    alertmanager = await startAlertmanager({
      route: { receiver: 'desk', group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
      receivers: [
        {
          name: 'desk',
          webhook_configs: [{ url: `${server.url}/hooks/alertmanager/${key}`, send_resolved: true }],
        },
      ],
    });
    shopPort = await freePort();
    prometheus = await startPrometheus(
      {
        global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
        scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [`127.0.0.1:${shopPort}`] }] }],
        alerting: {
          alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }],
        },
      },
      [
        {
          name: 'shop',
          rules: [
            {
              ...{ alert: 'ShopDown', expr: 'up{job="shop"} == 0', labels: { severity: 'critical' } },
              annotations: {
                summary: 'Nobody can order at {{ $labels.instance }}',
                runbook_url: 'https://runbooks.example.com/shop',
              },
            },
          ],
        },
      ],
    );
  });
  afterAll(async () => {
    await prometheus?.stop();
    await alertmanager?.stop();
    shop.close();
    await server?.close();
    await teams?.close();
    await slack?.close();
  });

  const paged = async () => {
    const ctx = slack.desk.ctxFor('system');
    const deps = {
      channels: new Map([slack.channel, teams.channel].map((channel) => [channel.name, channel])),
      publicUrl: () => 'https://desk.example.com',
      linkKey: LINK_KEY,
    };
    while ((await escalate(ctx)) + (await sendPages(ctx, deps)) > 0);
  };
  const onSlack = () =>
    slack.cards(slack.ada.dm()).filter((card) => shownOnSlack(card).includes('Nobody can order'));
  const onTeams = () => teams.teams.messages(TRIAGE).filter((message) => cardOf(message));
  /** What both say, the newest card of each. */
  const cards = async () => {
    await paged();
    return [onSlack().map(shownOnSlack), onTeams().map(shownText)].map((texts) => texts.at(-1) ?? '');
  };

  test('who is on call is paged once a rule fires, with what is wrong and where to look', async () => {
    await expect
      .poll(cards, SOON)
      .toEqual([
        expect.stringContaining('Nobody has answered yet'),
        expect.stringContaining('Nobody has answered yet'),
      ]);
    const [text] = await cards();
    expect(text).toContain(`Critical: Nobody can order at 127.0.0.1:${shopPort}`);
    expect(text).toContain('alertname=ShopDown');
    expect(JSON.stringify(onSlack())).toContain('https://runbooks.example.com/shop');
    expect(JSON.stringify(onSlack())).toContain('/graph?g0.expr=up');
  });

  test('who acknowledges has it, on every card', async () => {
    await slack.press(slack.ada, onSlack().at(-1), 'alert_acknowledge');
    await expect
      .poll(cards, SOON)
      .toEqual([
        expect.stringContaining('Acknowledged by Ada'),
        expect.stringContaining('Acknowledged by Ada'),
      ]);
  });

  test('once the rule does not fire any more, the alert is over, and every card says so', async () => {
    shop.listen(shopPort, '127.0.0.1');
    await expect
      .poll(cards, SOON)
      .toEqual([
        expect.stringContaining('Resolved by its source'),
        expect.stringContaining('Resolved by its source'),
      ]);
    expect([onSlack().length, onTeams().length]).toEqual([1, 1]);
    expect(await slack.desk.store.client.alert.findMany()).toMatchObject([
      { state: 'resolved', severity: 'critical', summary: `Nobody can order at 127.0.0.1:${shopPort}` },
    ]);
  });
});
