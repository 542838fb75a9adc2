import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';

/**
 * The yardstick: an app of Bot Framework's CloudAdapter that does nothing with its activities but acknowledge them.
 * Neither side authenticates anybody: ours remembers tokens that it has verified, and would gain by it. Started with
 * an IPC channel; answers `used` with the milliseconds of CPU that it has used so far.
 */
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => adapter.process(request, response, async () => {}));
app.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));

process.on('message', (asked) => {
  if (asked !== 'used') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1000 });
});
