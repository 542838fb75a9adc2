import { expect, test } from 'vitest';
import { CLOUDS } from '../../../src/channels/teams/clouds.ts';
import { examineTeams } from '../../../src/channels/teams/doctor.ts';
import { APP, TENANT } from '../../support/teams/state.ts';

const ALL = [
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'AppCatalog.Read.All',
  'Chat.Read.All',
  'Files.Read.All',
];

/** What it says of permissions, for an app with these roles. */
async function permissions(roles: string[]): Promise<string> {
  const token = ['', Buffer.from(JSON.stringify({ roles })).toString('base64url'), ''].join('.');
  const findings = await examineTeams(
    {
      ...{ appId: APP, tenants: [TENANT], insecureLocal: false, cloud: 'public' },
      credentials: { type: 'secret', tenantId: TENANT, secret: 'none' },
    },
    'https://desk.example.com',
    { cloud: { ...CLOUDS.public, openIdMetadata: 'http://127.0.0.1:9/' }, tokens: async () => token },
  );
  return findings.find(({ what }) => what === 'Teams permissions')?.words ?? '';
}

test('says what is missing without each permission, and nothing where all are there', async () => {
  expect(await permissions(ALL)).toBe('all that the desk can use are granted');
  for (const missing of ALL) {
    const words = await permissions(ALL.filter((role) => role !== missing));
    expect(words).toMatch(new RegExp(`^without ${missing} [^;]+$`));
  }
});

test('takes sites that were chosen one by one for enough', async () => {
  expect(await permissions([...ALL.slice(0, 3), 'Sites.Selected'])).toBe(
    'all that the desk can use are granted',
  );
});
