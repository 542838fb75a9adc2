import { pino } from 'pino';

export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
};

/** Names of fields whose values never reach a log, at any of the depths we log at. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'secret', 'password', 'key', 'link'];

/**
 * JSON lines on standard output. pino encodes control characters, so text from outside cannot forge a
 * line; fields that carry secrets are replaced.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  });
}

const silence = () => {};
export const silentLog: Log = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  child: () => silentLog,
};
