import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';

/**
 * The yardstick: an app of Bot Framework's CloudAdapter that does nothing with its activities but acknowledge them.
 * It proves who asks as it always does, by keys that are had where `OPEN_ID_METADATA` says. Started with an IPC channel; answers `used` with the milliseconds of CPU that it has used so far.
 */
const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: process.env.MicrosoftAppId,
    MicrosoftAppPassword: 'none',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: process.env.OPEN_ID_METADATA,
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
  }),
);
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => adapter.process(request, response, async () => {}));
app.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));

process.on('message', (asked) => {
  if (asked !== 'used') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1000 });
});
