import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemsOf } from './problems.ts';

const APP = { MicrosoftAppId: '11111111-2222-4333-8444-555555555555' };
const TENANT = { MicrosoftAppTenantId: 'aaaaaaaa-0000-4000-8000-000000000001' };
const OTHER = 'aaaaaaaa-0000-4000-8000-000000000002';
const SECRET = { MicrosoftAppPassword: 'a-client-secret' };
const CERTIFICATE = {
  CertificateThumbprint: 'AB:CD:EF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00',
  CertificatePrivateKey: '-----BEGIN PRIVATE KEY-----\\nMIIB\\n-----END PRIVATE KEY-----',
};

test('without an app id there is no Teams, rather than one without authentication', () => {
  expect(readConfig({}).teams).toBeUndefined();
  expect(readConfig({ MicrosoftAppId: '' }).teams).toBeUndefined();
  expect(problemsOf({ ...SECRET })).toEqual([expect.stringContaining('MicrosoftAppId is required')]);
});

test.each([
  [
    'one tenant, by a secret',
    { ...APP, ...TENANT, ...SECRET },
    {
      credentials: { type: 'secret', tenantId: TENANT.MicrosoftAppTenantId, secret: 'a-client-secret' },
      tenants: [TENANT.MicrosoftAppTenantId],
      insecureLocal: false,
      cloud: 'public',
    },
  ],
  [
    'one tenant, by a certificate',
    { ...APP, ...TENANT, ...CERTIFICATE },
    {
      credentials: {
        type: 'certificate',
        thumbprint: 'ABCDEF00112233445566778899AABBCCDDEEFF00',
        privateKey: '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
      },
    },
  ],
  [
    'a managed identity',
    { ...APP, ...TENANT, MicrosoftAppType: 'UserAssignedMSI' },
    { credentials: { type: 'managed identity', tenantId: TENANT.MicrosoftAppTenantId } },
  ],
  [
    'several tenants, those that are named',
    {
      ...APP,
      ...SECRET,
      MicrosoftAppType: 'MultiTenant',
      TEAMS_TENANTS: `${TENANT.MicrosoftAppTenantId}, ${OTHER}`,
    },
    { credentials: { type: 'secret', tenantId: undefined }, tenants: [TENANT.MicrosoftAppTenantId, OTHER] },
  ],
  [
    'the cloud of the US government',
    { ...APP, ...TENANT, ...SECRET, ChannelService: 'https://botframework.azure.us' },
    { cloud: 'us government' },
  ],
  [
    'no authentication, for this machine alone',
    { TEAMS_INSECURE_LOCAL: '1' },
    { insecureLocal: true, tenants: [] },
  ],
])('takes %s', (_, environment, config) => {
  expect(readConfig(environment).teams).toMatchObject(config);
});

test.each([
  ['an id that is none', { ...APP, ...TENANT, ...SECRET, MicrosoftAppId: 'x' }, 'MicrosoftAppId must be'],
  ['no credentials', { ...APP, ...TENANT }, 'MicrosoftAppPassword is required'],
  ['no tenant', { ...APP, ...SECRET }, 'MicrosoftAppTenantId is required'],
  [
    'half a certificate',
    { ...APP, ...TENANT, CertificateThumbprint: 'ab'.repeat(20) },
    'are required together',
  ],
  [
    'several tenants, and nobody says which',
    { ...APP, ...SECRET, MicrosoftAppType: 'MultiTenant' },
    'TEAMS_TENANTS is required',
  ],
  [
    'a secret beside a managed identity',
    { ...APP, ...TENANT, ...SECRET, MicrosoftAppType: 'UserAssignedMSI' },
    'of no use',
  ],
  ['another type', { ...APP, ...TENANT, ...SECRET, MicrosoftAppType: 'Multi' }, 'must be SingleTenant'],
  [
    'no authentication on every interface',
    { TEAMS_INSECURE_LOCAL: '1', HOST: '0.0.0.0' },
    'HOST=127.0.0.1 alone',
  ],
  [
    'no authentication, said in another way',
    { TEAMS_INSECURE_LOCAL: 'yes' },
    'TEAMS_INSECURE_LOCAL must be 1',
  ],
])('refuses %s', (_, environment, words) => {
  expect(problemsOf(environment)).toEqual([expect.stringContaining(words)]);
});
