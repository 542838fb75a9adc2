import { App, ExpressReceiver, LogLevel } from '@slack/bolt';

/**
 * The yardstick: an app of Bolt that does nothing with its events but acknowledge them, with Bolt's own receiver on
 * Express. Started with an IPC channel; answers `used` with the milliseconds of CPU that it has used so far.
 */
const receiver = new ExpressReceiver({
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  endpoints: '/slack/events',
  logLevel: LogLevel.ERROR,
});
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B1', botUserId: 'U0BOT' }),
  logLevel: LogLevel.ERROR,
});
app.event('message', async () => {});
await app.start(Number(process.env.PORT));

process.on('message', (asked) => {
  if (asked !== 'used') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1000 });
});
process.send?.('ready');
