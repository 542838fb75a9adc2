import { existsSync } from 'node:fs';
import { z } from 'zod';
import { isUrl, optional, port, unset } from './config/fields.ts';
import { type PhoneConfig, PhoneVariables, phoneConfig, phoneProblems } from './config/phone.ts';
import { type SlackConfig, SlackVariables, slackConfig, slackProblems } from './config/slack.ts';
import { type TeamsConfig, TeamsVariables, teamsConfig, teamsProblems } from './config/teams.ts';

/**
 * The schema of the environment, and the only reader of it. `.env.example` documents each variable for
 * people; the messages here say how to mend a wrong one.
 */
const Environment = z.object({
  PORT: z.preprocess(unset, port(3000).default(3000)),
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
  ALERT_MAIL_PORT: optional(port(2525)),
  AUDIT_WEBHOOK_URL: optional(
    z.string().refine((value) => isUrl(value, 'http:', 'https:'), {
      message: 'must be the address of whoever watches over this one, such as https://watch.example.com/desk',
    }),
  ),
  AUDIT_MAIL_TO: optional(
    z
      .string()
      .transform((text) => text.split(',').map((one) => one.trim()))
      .pipe(z.array(z.email('must be e-mail addresses with commas between')).min(1).max(20)),
  ),
  AUDIT_REPEAT_MINUTES: z.preprocess(
    unset,
    z.coerce
      .number('must be a number of minutes')
      .int('must be whole minutes')
      .min(5, 'must be at least 5')
      .max(1_440, 'must be at most a day')
      .default(30),
  ),
  ...PhoneVariables.shape,
  ...SlackVariables.shape,
  ...TeamsVariables.shape,
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
  /** Where alerts by mail are listened for; unset: nowhere. */
  alertMailPort: number | undefined;
  /** Who is told each minute that paging keeps up; unset: nobody. */
  auditWebhookUrl: string | undefined;
  /** Who is told by mail when it does not; unset: nobody. */
  auditMail: { url: string; from: string; to: string[]; repeatMinutes: number } | undefined;
  /** Unset: nobody is sent an SMS or called. */
  phone: PhoneConfig | undefined;
  slack: SlackConfig | undefined;
  teams: TeamsConfig | undefined;
};

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
  if (seen.AUDIT_MAIL_TO && !seen.SMTP_URL) {
    problems.push('SMTP_URL is required with AUDIT_MAIL_TO: a breach is told by mail');
  }
  problems.push(...phoneProblems(seen), ...slackProblems(seen), ...teamsProblems(seen));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  const mail = env.SMTP_URL && env.MAIL_FROM ? { url: env.SMTP_URL, from: env.MAIL_FROM } : undefined;
  const auditTo = env.AUDIT_MAIL_TO;
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
    phone: phoneConfig(env),
    slack: slackConfig(env),
    teams: teamsConfig(env),
    alertMailPort: env.ALERT_MAIL_PORT,
    auditWebhookUrl: env.AUDIT_WEBHOOK_URL,
    auditMail:
      mail && auditTo ? { ...mail, to: auditTo, repeatMinutes: env.AUDIT_REPEAT_MINUTES } : undefined,
    mail,
  };
}

/** Reads `.env` if there is one (variables already set win), then the configuration. */
export function loadConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}
