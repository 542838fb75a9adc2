/**
 * The one family of errors that Deskbell raises on purpose. The message is always safe to show to the
 * person who caused it; anything else that is thrown is a fault of ours and is answered with an apology
 * and a request id.
 */
export type ErrorCode =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable';

export type Problem = { field: string; message: string };

export type ErrorDetails = {
  /** Which fields are wrong, by path (`intake.0.conversation`). */
  problems?: Problem[];
  /** Seconds after which trying again makes sense. */
  retryAfter?: number;
  /** More words for the machine on the other side, such as the legal moves. */
  data?: Record<string, unknown>;
};

export class DeskbellError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'DeskbellError';
    this.code = code;
    this.details = details;
  }
}

/** Raises a {@link DeskbellError}. */
export function fail(code: ErrorCode, message: string, details?: ErrorDetails): never {
  throw new DeskbellError(code, message, details);
}

/** Raises `invalid` for one field. */
export function failField(field: string, message: string): never {
  throw new DeskbellError('invalid', message, { problems: [{ field, message }] });
}

export function isDeskbellError(error: unknown): error is DeskbellError {
  return error instanceof DeskbellError;
}

/** Words for a log line or a terminal, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
