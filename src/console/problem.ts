import { ProblemDetails } from '../contract/common.ts';

/** A call that failed. Its message is safe and fit to show. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(details.detail || details.title);
    this.details = details;
  }

  get status(): number {
    return this.details.status;
  }

  get code(): string {
    return this.details.code;
  }

  /** For the log; empty when no server answered. */
  get requestId(): string {
    return this.details.requestId;
  }

  /** Whether the same call may well work a little later: nobody answered, or not for long. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }

  /** Whether there is no such thing: an address that was mistyped is none of a record at all. */
  get missing(): boolean {
    return [400, 404, 422].includes(this.status);
  }

  /** Messages by the name of the field they are about. */
  get fields(): Record<string, string> {
    return Object.fromEntries((this.details.errors ?? []).map((error) => [error.field, error.message]));
  }
}

const made = (status: number, code: string, title: string, detail: string, requestId = ''): ApiProblem =>
  new ApiProblem({ type: 'about:blank', title, status, detail, code, requestId });

export const unreachable = (): ApiProblem =>
  made(
    0,
    'unreachable',
    'No connection',
    'Deskbell cannot be reached. Check your connection, then try again.',
  );

/** The server answered with something this page does not know: most likely it is newer than the page. */
export const unexpectedAnswer = (requestId = ''): ApiProblem =>
  made(
    500,
    'unexpected_answer',
    'Unexpected answer',
    'The answer could not be read. Reload the page: Deskbell may have been updated.',
    requestId,
  );

/** The problem in an answer of status 400 or above, whoever on the way gave it. */
export function problemIn(status: number, body: unknown, requestId: string): ApiProblem {
  const parsed = ProblemDetails.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  if (status === 413) {
    return made(status, 'too_large', 'Too large', 'That is larger than Deskbell accepts.', requestId);
  }
  if (status === 401) {
    return made(status, 'unauthorized', 'Signed out', 'You are signed out. Sign in again.', requestId);
  }
  if (status >= 502) {
    return made(status, 'unavailable', 'Not available', 'Deskbell is not available now. Try again soon.');
  }
  return made(status, 'failed', 'Failed', `That did not work (status ${status}).`, requestId);
}

/** Words for anything that was thrown. */
export const wordsOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.message : 'Something went wrong on this page. Try again.';
