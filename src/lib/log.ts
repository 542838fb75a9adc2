import { pino } from 'pino';

export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** @param options `redact`: names of secrets instead of the usual ones; none of them spares every line a search */
  child(fields: object, options?: { redact: string[] }): Log;
};

/** Names of fields whose values never reach a log, at any of the depths we log at. */
const SECRET_FIELDS = ['authorization', 'cookie', 'token', 'secret', 'password', 'key', 'link'];

/** A write for each line would be a tenth of the work of a request. Bytes that are collected, and for how long. */
const COLLECTED = 8_192;
const COLLECT_MS = 200;

/**
 * JSON lines on standard output, a moment late; what is collected is written out when the process ends. pino encodes control characters, so text from outside cannot forge a
 * line; fields that carry secrets are replaced.
 */
export function createLog(level: string): Log {
  const output = pino.destination({ dest: 1, sync: false, minLength: COLLECTED });
  setInterval(() => output.flush(), COLLECT_MS).unref();
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  };
  return pino(options, output);
}

/** A child that is made when it writes its first line: most of what happens leaves none. */
export class LaterLog implements Log {
  private made: Log | undefined;
  private readonly parent: Log;
  private readonly fields: object;

  constructor(parent: Log, fields: object) {
    this.parent = parent;
    this.fields = fields;
  }
  private get log(): Log {
    this.made ??= this.parent.child(this.fields);
    return this.made;
  }
  debug(fields: object, message: string) {
    this.log.debug(fields, message);
  }
  info(fields: object, message: string) {
    this.log.info(fields, message);
  }
  warn(fields: object, message: string) {
    this.log.warn(fields, message);
  }
  error(fields: object, message: string) {
    this.log.error(fields, message);
  }
  child(fields: object, options?: { redact: string[] }) {
    return this.log.child(fields, options);
  }
}

const silence = () => {};
export const silentLog: Log = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  child: () => silentLog,
};
