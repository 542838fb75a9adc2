import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { teamsPackage } from '../channels/teams/package.ts';
import { loadConfig } from '../config.ts';
import { messageOf } from '../lib/errors.ts';
import { ROOT } from '../lib/paths.ts';

/** `npm run teams:package [-- <file>]`: makes the zip that is uploaded to Teams, and says where it is. */
const target = process.argv[2] ?? join(ROOT, 'dist/deskbell-teams.zip');
try {
  const { teams, publicUrl } = loadConfig();
  if (!teams) throw new Error('Teams is not configured: set MicrosoftAppId. docs/teams.md says how.');
  if (!publicUrl)
    throw new Error('Set PUBLIC_URL: the address, with https://, at which Teams reaches Deskbell.');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const zip = await teamsPackage({ appId: teams.appId, publicUrl, version });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, zip);
  console.log(`${target} is ready: upload it under Apps, Manage your apps, Upload an app, in Teams.`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
