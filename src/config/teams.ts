import { z } from 'zod';
import { optional, unset } from './fields.ts';

/** The names that Bot Framework gives them, and our own. */
export const TeamsVariables = z.object({
  MicrosoftAppId: optional(z.guid('must be the Application (client) ID of the bot, such as 00000000-0000-…')),
  MicrosoftAppType: z.preprocess(
    unset,
    z
      .enum(
        ['SingleTenant', 'UserAssignedMSI', 'MultiTenant'],
        'must be SingleTenant, UserAssignedMSI or MultiTenant',
      )
      .default('SingleTenant'),
  ),
  MicrosoftAppTenantId: optional(z.guid('must be the Directory (tenant) ID of the bot')),
  MicrosoftAppPassword: optional(z.string().min(8, 'must be the value of a client secret of the bot')),
  CertificateThumbprint: optional(
    z
      .string()
      .transform((value) => value.replaceAll(':', ''))
      .pipe(z.string().regex(/^[0-9a-fA-F]{40}$/, 'must be the SHA-1 thumbprint of the certificate, in hex')),
  ),
  CertificatePrivateKey: optional(
    z
      .string()
      .transform((value) => value.replaceAll('\\n', '\n'))
      .pipe(z.string().regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'must be the private key, in PEM')),
  ),
  ChannelService: optional(
    z.enum(
      ['https://botframework.azure.us'],
      'must be https://botframework.azure.us for the US Government cloud, or be left out',
    ),
  ),
  TEAMS_TENANTS: optional(
    z
      .string()
      .transform((value) => value.split(/[\s,]+/).filter((id) => id !== ''))
      .pipe(z.array(z.guid('must be the IDs of tenants, with commas between them'))),
  ),
  TEAMS_INSECURE_LOCAL: z.preprocess(unset, z.enum(['0', '1'], 'must be 1, or be left out').default('0')),
});

export type TeamsConfig = {
  appId: string;
  credentials: TeamsCredentials;
  /** The tenants whose people are served. */
  tenants: readonly string[];
  cloud: 'public' | 'us government';
  /** Nobody is authenticated: for work on one machine. */
  insecureLocal: boolean;
};

export type TeamsCredentials =
  | { type: 'secret'; tenantId: string | undefined; secret: string }
  | { type: 'certificate'; tenantId: string | undefined; thumbprint: string; privateKey: string }
  | { type: 'managed identity'; tenantId: string }
  | { type: 'none' };

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether only this machine reaches what listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host.replace(/^\[|\]$/g, ''));

export function teamsProblems(seen: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  const insecure = seen.TEAMS_INSECURE_LOCAL === '1';
  if (insecure && !isLoopback(seen.HOST || '127.0.0.1')) {
    problems.push(
      'TEAMS_INSECURE_LOCAL lets anybody in who reaches this address, so it is for HOST=127.0.0.1 alone; leave it out',
    );
  }
  if (!seen.MicrosoftAppId) {
    const first = [
      'MicrosoftAppPassword',
      'MicrosoftAppTenantId',
      'CertificateThumbprint',
      'CertificatePrivateKey',
    ].find((name) => seen[name]);
    if (first) problems.push(`MicrosoftAppId is required with ${first}: without it there is no Teams`);
    return problems;
  }
  if (insecure) return problems;
  const type = seen.MicrosoftAppType || 'SingleTenant';
  const certificate = seen.CertificateThumbprint || seen.CertificatePrivateKey;
  if (certificate && !(seen.CertificateThumbprint && seen.CertificatePrivateKey)) {
    problems.push('CertificateThumbprint and CertificatePrivateKey are required together');
  }
  if (type === 'UserAssignedMSI') {
    if (seen.MicrosoftAppPassword || certificate) {
      problems.push(
        'MicrosoftAppPassword and certificates are of no use with MicrosoftAppType=UserAssignedMSI',
      );
    }
  } else if (!seen.MicrosoftAppPassword && !certificate) {
    problems.push(
      'MicrosoftAppPassword is required with MicrosoftAppId: a client secret of the bot; or CertificateThumbprint and CertificatePrivateKey',
    );
  }
  if (type !== 'MultiTenant' && !seen.MicrosoftAppTenantId) {
    problems.push(`MicrosoftAppTenantId is required with MicrosoftAppType=${type}`);
  }
  if (type === 'MultiTenant' && !seen.TEAMS_TENANTS) {
    problems.push(
      'TEAMS_TENANTS is required with MicrosoftAppType=MultiTenant: the tenants that may use the desk',
    );
  }
  return problems;
}

/** What stands for the bot where nobody is authenticated. */
const LOCAL_APP = '00000000-0000-0000-0000-000000000000';

export function teamsConfig(env: z.output<typeof TeamsVariables>): TeamsConfig | undefined {
  const { MicrosoftAppId: appId, MicrosoftAppTenantId: tenantId } = env;
  const insecureLocal = env.TEAMS_INSECURE_LOCAL === '1';
  if (!appId && !insecureLocal) return undefined;
  return {
    appId: appId ?? LOCAL_APP,
    credentials: insecureLocal ? { type: 'none' } : teamsCredentials(env),
    tenants: [...new Set([...(tenantId ? [tenantId] : []), ...(env.TEAMS_TENANTS ?? [])])],
    cloud: env.ChannelService ? 'us government' : 'public',
    insecureLocal,
  };
}

function teamsCredentials(env: z.output<typeof TeamsVariables>): TeamsCredentials {
  const { MicrosoftAppTenantId, MicrosoftAppType: type, MicrosoftAppPassword: secret } = env;
  const { CertificateThumbprint: thumbprint, CertificatePrivateKey: privateKey } = env;
  if (type === 'UserAssignedMSI') {
    return { type: 'managed identity', tenantId: MicrosoftAppTenantId ?? '' };
  }
  const tenantId = type === 'MultiTenant' ? undefined : MicrosoftAppTenantId;
  if (thumbprint && privateKey) return { type: 'certificate', tenantId, thumbprint, privateKey };
  return { type: 'secret', tenantId, secret: secret ?? '' };
}
