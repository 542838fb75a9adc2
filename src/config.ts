import { existsSync } from 'node:fs';
import { z } from 'zod';

/**
 * The schema of the environment, and the only reader of it. `.env.example` documents each variable for
 * people; the messages here say how to mend a wrong one.
 */
const unset = (value: unknown) => (value === '' ? undefined : value);
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unset, schema.optional());

function isUrl(value: string, ...protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

const Environment = z.object({
  PORT: z.preprocess(
    unset,
    z.coerce
      .number('must be a number from 0 to 65535, such as 3000')
      .int('must be a whole number')
      .min(0, 'must be 0 or more (0 takes any free port)')
      .max(65_535, 'must be at most 65535')
      .default(3000),
  ),
  HOST: z.preprocess(unset, z.string().default('127.0.0.1')),
  PUBLIC_URL: optional(
    z
      .string()
      .refine((value) => isUrl(value, 'http:', 'https:'), {
        message: 'must be the address people open, such as https://desk.example.com',
      })
      .transform((value) => value.replace(/\/+$/, '')),
  ),
  DATABASE_URL: optional(
    z.string().refine((value) => isUrl(value, 'postgres:', 'postgresql:'), {
      message:
        'must look like postgresql://user:password@host:5432/database; leave it out to use the embedded PostgreSQL',
    }),
  ),
  DATA_DIR: z.preprocess(unset, z.string().default('.data')),
  ADMIN_TOKEN: optional(
    z.string().min(32, 'must have at least 32 characters; make one with: openssl rand -base64 32'),
  ),
  SECRET_KEY: optional(
    z.string().min(32, 'must have at least 32 characters; make one with: openssl rand -base64 32'),
  ),
  LOG_LEVEL: z.preprocess(
    unset,
    z
      .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug')
      .default('info'),
  ),
  ROLE: z.preprocess(unset, z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all')),
  SMTP_URL: optional(
    z.string().refine((value) => isUrl(value, 'smtp:', 'smtps:'), {
      message: 'must look like smtp://user:password@mail.example.com:587',
    }),
  ),
  MAIL_FROM: optional(
    z.string().min(3, 'must be the sender of mails, such as "Help desk <help@example.com>"'),
  ),
  SLACK_BOT_TOKEN: optional(
    z
      .string()
      .regex(
        /^xoxb-/,
        'must begin with xoxb-: the Bot User OAuth Token under OAuth & Permissions of the Slack app',
      ),
  ),
  SLACK_SIGNING_SECRET: optional(
    z.string().min(16, 'must be the Signing Secret under Basic Information of the Slack app'),
  ),
  SLACK_APP_TOKEN: optional(
    z
      .string()
      .regex(
        /^xapp-/,
        'must begin with xapp-: an App-Level Token with the scope connections:write, under Basic Information of the Slack app',
      ),
  ),
  SLACK_CLIENT_ID: optional(
    z
      .string()
      .regex(/^\d+\.\d+$/, 'must be the Client ID under Basic Information of the Slack app, such as 123.456'),
  ),
  SLACK_CLIENT_SECRET: optional(
    z.string().min(8, 'must be the Client Secret under Basic Information of the Slack app'),
  ),
  SLACK_API_URL: optional(
    z
      .string()
      .refine(
        (value) => isUrl(value, 'http:', 'https:'),
        'must be an address such as https://slack.com/api/',
      ),
  ),
  // The names that Bot Framework gives them.
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

export type Config = {
  port: number;
  host: string;
  /** Where people reach this installation, without a slash at the end; unset: made from host and port once listening. */
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  dataDir: string;
  adminToken: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  role: 'all' | 'web' | 'worker';
  mail: { url: string; from: string } | undefined;
  slack: SlackConfig | undefined;
  teams: TeamsConfig | undefined;
};

export type SlackConfig = {
  /** Of the one workspace that needs no installing; unset: all of them are installed at `/slack/install`. */
  botToken: string | undefined;
  /** Of requests over HTTP; unset with an app token. */
  signingSecret: string | undefined;
  /** For Socket Mode. */
  appToken: string | undefined;
  /** For installing the app in workspaces at `/slack/install`. */
  client?: { id: string; secret: string } | undefined;
  /** Default: Slack's own. */
  apiUrl: string | undefined;
};

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

export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Reads the configuration.
 * @throws ConfigError that lists every problem at once
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(environment);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const seen = { ...environment };
  if (seen.DATABASE_URL && !seen.SECRET_KEY) {
    problems.push(
      'SECRET_KEY is required with DATABASE_URL, so that every process shares it; make one with: openssl rand -base64 32',
    );
  }
  if (seen.ROLE && seen.ROLE !== 'all' && !seen.DATABASE_URL) {
    problems.push(
      `ROLE=${seen.ROLE} needs DATABASE_URL: the embedded PostgreSQL serves one process; leave ROLE out, or set DATABASE_URL`,
    );
  }
  if (seen.SMTP_URL && !seen.MAIL_FROM) {
    problems.push('MAIL_FROM is required with SMTP_URL, such as "Help desk <help@example.com>"');
  }
  problems.push(...slackProblems(seen), ...teamsProblems(seen));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    adminToken: env.ADMIN_TOKEN,
    secretKey: env.SECRET_KEY,
    logLevel: env.LOG_LEVEL,
    role: env.ROLE,
    slack: slackConfig(env),
    teams: teamsConfig(env),
    mail: env.SMTP_URL && env.MAIL_FROM ? { url: env.SMTP_URL, from: env.MAIL_FROM } : undefined,
  };
}

function slackProblems(seen: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  if (!seen.SLACK_CLIENT_ID !== !seen.SLACK_CLIENT_SECRET) {
    const [there, missing] = seen.SLACK_CLIENT_ID ? ['ID', 'SECRET'] : ['SECRET', 'ID'];
    problems.push(
      `SLACK_CLIENT_${missing} is required with SLACK_CLIENT_${there}: both stand under Basic Information of the Slack app; leave both out to serve the one workspace of SLACK_BOT_TOKEN`,
    );
  }
  const first = ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'].find((name) => seen[name]);
  if (first && !seen.SLACK_SIGNING_SECRET && !seen.SLACK_APP_TOKEN) {
    problems.push(
      `SLACK_SIGNING_SECRET is required with ${first} to take requests over HTTP, or SLACK_APP_TOKEN for Socket Mode`,
    );
  }
  if (!first && (seen.SLACK_SIGNING_SECRET || seen.SLACK_APP_TOKEN)) {
    problems.push(
      'SLACK_BOT_TOKEN is required with the other SLACK variables: the Bot User OAuth Token under OAuth & Permissions of the Slack app; or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to install it in workspaces at /slack/install',
    );
  }
  return problems;
}

function slackConfig(env: z.output<typeof Environment>): SlackConfig | undefined {
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = env;
  const client = id && secret ? { id, secret } : undefined;
  if (!env.SLACK_BOT_TOKEN && !client) return undefined;
  return {
    botToken: env.SLACK_BOT_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    appToken: env.SLACK_APP_TOKEN,
    client,
    apiUrl: env.SLACK_API_URL,
  };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether only this machine reaches what listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host.replace(/^\[|\]$/g, ''));

function teamsProblems(seen: Record<string, string | undefined>): string[] {
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

function teamsConfig(env: z.output<typeof Environment>): TeamsConfig | undefined {
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

function teamsCredentials(env: z.output<typeof Environment>): TeamsCredentials {
  const { MicrosoftAppTenantId, MicrosoftAppType: type, MicrosoftAppPassword: secret } = env;
  const { CertificateThumbprint: thumbprint, CertificatePrivateKey: privateKey } = env;
  if (type === 'UserAssignedMSI') {
    return { type: 'managed identity', tenantId: MicrosoftAppTenantId ?? '' };
  }
  const tenantId = type === 'MultiTenant' ? undefined : MicrosoftAppTenantId;
  if (thumbprint && privateKey) return { type: 'certificate', tenantId, thumbprint, privateKey };
  return { type: 'secret', tenantId, secret: secret ?? '' };
}

/** Reads `.env` if there is one (variables already set win), then the configuration. */
export function loadConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}
