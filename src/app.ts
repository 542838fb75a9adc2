import { Registry } from 'prom-client';
import { authenticator } from './api/auth.ts';
import { pageCaller } from './api/caller.ts';
import { sweepIdempotentCalls } from './api/idempotency.ts';
import { type Listening, listen } from './api/listen.ts';
import { createMetrics } from './api/metrics.ts';
import { createServer } from './api/server.ts';
import { createPlatforms } from './channels/registry.ts';
import { webRoutes } from './channels/web/routes.ts';
import type { Message } from './chat/channel.ts';
import { forgetPeople } from './chat/people.ts';
import { signInCard } from './chat/views/sign-in.ts';
import type { Config } from './config.ts';
import { followAbsences } from './domain/assignment/absence.ts';
import { sweepAttachments } from './domain/attachments/sweep.ts';
import { sweepRuleRuns } from './domain/automation/sweep.ts';
import { readDueSources } from './domain/calendars/source.ts';
import { sweepExports } from './domain/exports/sweep.ts';
import { remindIncidents } from './domain/incidents/by-clock.ts';
import { proposeCandidates } from './domain/incidents/candidates.ts';
import { remindReviews } from './domain/incidents/remind-reviews.ts';
import { putRoomsAway } from './domain/incidents/room.ts';
import { followMeetings } from './domain/meetings/by-clock.ts';
import { tellHandovers } from './domain/oncall/tell-handovers.ts';
import { watchCoverage } from './domain/oncall/watch.ts';
import { sweepOutbox } from './domain/outbox/sweep.ts';
import { sweepNotifications } from './domain/people/sweep.ts';
import { PUSH } from './domain/push/keys.ts';
import { runRecurrences } from './domain/recurrence/run.ts';
import { sweepRecurrenceRuns } from './domain/recurrence/sweep.ts';
import { closePatternWorker } from './domain/routing/pattern.ts';
import { createSignInLink, signInUrl } from './domain/sessions/link.ts';
import { forgetDirectory } from './domain/settings/directory.ts';
import { SUBSCRIBERS } from './domain/status/links.ts';
import { sweepSubscribers } from './domain/status/subscribe.ts';
import { CALENDARS, sealAddresses } from './domain/subscriptions/address.ts';
import { readDueSubscriptions } from './domain/subscriptions/read.ts';
import { followSwaps } from './domain/swaps/by-clock.ts';
import { closeDueTickets } from './domain/tickets/close-due.ts';
import { createPresence } from './domain/tickets/presence.ts';
import { sweepDeliveries } from './domain/webhooks/sweep.ts';
import { startApprovals } from './jobs/approvals.ts';
import { startAssignment } from './jobs/assign.ts';
import { createAuditor } from './jobs/audit/auditor.ts';
import { startAutomation } from './jobs/automation.ts';
import { startChanges, startRequests } from './jobs/changes.ts';
import { startDelivery } from './jobs/deliver.ts';
import { startExports } from './jobs/exports.ts';
import { startPaging } from './jobs/page.ts';
import { startSchedule } from './jobs/schedule.ts';
import { createSealer } from './jobs/seal.ts';
import { startClocks } from './jobs/sla.ts';
import { startWebhooks } from './jobs/webhooks.ts';
import { type Ctx, createContext, type Surroundings, systemActor } from './lib/context.ts';
import { deriveKey } from './lib/crypto.ts';
import { messageOf } from './lib/errors.ts';
import { newId } from './lib/ids.ts';
import { CONSOLE, MIGRATIONS } from './lib/paths.ts';
import { listenForMail } from './sources/mail.ts';
import { sourceRoutes } from './sources/routes.ts';

export type App = {
  /** Where people reach it; undefined in a worker. */
  url: string | undefined;
  /** Finishes what is in flight, then ends. */
  stop(): Promise<void>;
};

/** How long requests in flight may take at the end, in milliseconds. */
const GRACE = 5_000;

/** Puts the parts together: the one place that knows them all. Starts the roles that the configuration asks for. */
export async function startApp(config: Config, secretKey: string, outside: Surroundings): Promise<App> {
  const channelNames = new Set<string>();
  const around = { ...outside, channels: channelNames };
  const stops: (() => Promise<void> | void)[] = [];
  const unsubscribe = around.bus.subscribe((news) => {
    if (news.topic !== 'directory') return;
    forgetDirectory(around.store);
    forgetPeople(around.store);
  });
  const metrics = createMetrics(new Registry());
  const auditKey = deriveKey(secretKey, 'audit chain');
  const webhooks = { key: deriveKey(secretKey, 'webhooks') };
  const linkKey = deriveKey(secretKey, 'page links');
  const subscriberKey = deriveKey(secretKey, SUBSCRIBERS);
  const pushKey = deriveKey(secretKey, PUSH);
  const calendarKey = deriveKey(secretKey, CALENDARS);
  const system = (name: string) => () =>
    createContext(around, systemActor(name), { channel: 'job', requestId: newId(around.clock.now()) });
  await sealAddresses(system('start')(), calendarKey);
  let url = config.publicUrl;
  const publicUrl = () => url ?? `http://${config.host}:${config.port}`;
  const caller = pageCaller(around, authenticator(config.adminToken));
  const platforms = await createPlatforms(config, around, { publicUrl, secretKey, caller });
  const channels = new Map(platforms.map(({ channel }) => [channel.name, channel]));
  for (const name of channels.keys()) channelNames.add(name);

  if (config.role !== 'worker') {
    const stopping = new AbortController();
    const presence = createPresence(around.bus, around.clock);
    const server = createServer({
      ...around,
      adminToken: config.adminToken,
      mail: config.mail !== undefined,
      channels: channelNames,
      phone: channels.has('sms'),
      publicUrl,
      dataDir: config.dataDir,
      consoleDir: CONSOLE,
      migrationsDir: MIGRATIONS,
      metrics,
      presence,
      audit: { key: auditKey, dataDir: config.dataDir },
      webhooks,
      linkKey,
      subscriberKey,
      pushKey,
      calendarKey,
      webRoutes,
      platformRoutes: [sourceRoutes(around), ...platforms.flatMap(({ routes }) => routes ?? [])],
      stopping: stopping.signal,
    });
    const listening: Listening = await listen(server, config);
    url ??= `http://${config.host}:${listening.port}`;
    stops.push(async () => {
      // Streams would otherwise hold the end up until the grace is over.
      stopping.abort();
      await listening.close(GRACE);
      presence.close();
    });
    if (config.alertMailPort !== undefined) {
      const mail = await listenForMail(around, { host: config.host, port: config.alertMailPort });
      stops.push(mail.stop);
    }
    for (const { channel, start, stop } of platforms) {
      // A platform that is away must not keep the others from working.
      start?.().catch((error: unknown) =>
        around.log.error(
          { channel: channel.name, error: messageOf(error) },
          'a platform cannot be reached; npm run doctor says more',
        ),
      );
      if (stop) stops.push(stop);
    }
  }

  if (config.role !== 'web') {
    const delivery = startDelivery(system('deliver'), {
      channels,
      publicUrl,
      subscriberKey,
      signInMessage: (ctx, personId) => signInMessage(ctx, personId, publicUrl()),
      observe(outcome, notice) {
        if (outcome !== 'sent') metrics.deliveryFailures.inc({ channel: notice.channel });
      },
    });
    const paging = startPaging(system('page'), { channels, publicUrl, linkKey });
    const clocks = startClocks(system('sla'));
    const approvals = startApprovals(system('approvals'));
    const changes = startChanges(system('changes'));
    const requests = startRequests(system('requests'));
    const automation = startAutomation(system('automation'));
    const sender = startWebhooks(system('webhooks'), webhooks);
    const sealer = createSealer({ ctx: system('seal'), key: auditKey, dataDir: config.dataDir });
    sealer.start();
    const auditor = createAuditor({
      ...{ ctx: system('audit'), publicUrl, url: config.auditWebhookUrl },
      mailTo: config.auditMail,
    });
    auditor.start();
    stops.push(auditor.stop);
    const exporting = startExports(system('exports'), config.dataDir);
    const assignment = startAssignment(system('assign'));
    const stopSchedule = startSchedule(system('schedule'), [
      { name: 'close tickets', when: '* * * * *', run: closeDueTickets },
      { name: 'read calendars', when: '* * * * *', on: 'directory', run: readDueSources },
      {
        ...{ name: 'read outside calendars', when: '* * * * *' },
        run: (ctx) => readDueSubscriptions(ctx, calendarKey),
      },
      { name: 'follow absences', when: '* * * * *', atStart: true, run: followAbsences },
      { name: 'recurring work', when: '* * * * *', atStart: true, run: runRecurrences },
      { name: 'change meetings', when: '* * * * *', on: 'changes', atStart: true, run: followMeetings },
      { name: 'remind incidents', when: '* * * * *', run: remindIncidents },
      { name: 'shift swaps', when: '* * * * *', atStart: true, run: followSwaps },
      { name: 'put rooms away', when: '*/10 * * * *', run: putRoomsAway },
      { name: 'remind reviews', when: '* * * * *', run: remindReviews },
      { name: 'propose incidents', when: '* * * * *', run: proposeCandidates },
      { name: 'handovers', when: '* * * * *', on: 'directory', atStart: true, run: tellHandovers },
      {
        ...{ name: 'coverage', when: '*/15 * * * *', atStart: true },
        run: (ctx) => watchCoverage(ctx, channelNames),
      },
      { name: 'sweep outbox', when: '17 3 * * *', run: sweepOutbox },
      { name: 'sweep answers', when: '27 3 * * *', run: sweepIdempotentCalls },
      { name: 'sweep webhooks', when: '47 3 * * *', run: sweepDeliveries },
      { name: 'sweep rule runs', when: '57 3 * * *', run: sweepRuleRuns },
      { name: 'sweep recurring runs', when: '2 4 * * *', run: sweepRecurrenceRuns },
      { name: 'sweep notifications', when: '7 4 * * *', run: sweepNotifications },
      { name: 'sweep subscribers', when: '12 4 * * *', run: sweepSubscribers },
      { name: 'sweep exports', when: '7 * * * *', run: (ctx) => sweepExports(ctx, config.dataDir) },
      { name: 'sweep attachments', when: '37 3 * * *', run: (ctx) => sweepAttachments(ctx, config.dataDir) },
      ...platforms.flatMap(({ channel, catchUp }) =>
        catchUp
          ? [{ name: `read ${channel.name} back`, when: '*/5 * * * *', atStart: true, run: catchUp }]
          : [],
      ),
    ]);
    stops.push(
      stopSchedule,
      clocks.stop,
      approvals.stop,
      changes.stop,
      requests.stop,
      automation.stop,
      assignment.stop,
      sender.stop,
    );
    stops.push(exporting.stop);
    stops.push(delivery.stop, paging.stop, sealer.stop);
  }

  return {
    url: config.role === 'worker' ? undefined : publicUrl(),
    async stop() {
      for (const stop of stops) await stop();
      unsubscribe();
      await closePatternWorker();
    },
  };
}

async function signInMessage(ctx: Ctx, personId: string, publicUrl: string): Promise<Message> {
  const { secret, expiresAt } = await createSignInLink(ctx, personId);
  return { type: 'card', card: signInCard(signInUrl(publicUrl, secret), expiresAt, ctx.now()) };
}
