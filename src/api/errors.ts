import type { ErrorRequestHandler, Response } from 'express';
import type { ProblemDetails } from '../contract/common.ts';
import { type DeskbellError, type ErrorCode, isDeskbellError, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { isDatabaseAway } from './database-away.ts';
import { requestIdOf } from './request-id.ts';

const ANSWERS: Record<ErrorCode, { status: number; title: string }> = {
  invalid: { status: 422, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  too_large: { status: 413, title: 'Too large' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available' },
};
/** Seconds, where the error does not say. */
const RETRY_AFTER = 5;
const DRAIN_MS = 10_000;

type Answer = { status: number; headers: Record<string, string>; body: Omit<ProblemDetails, 'requestId'> };

/** The last handler: every failure becomes problem details (RFC 9457) with the id of the request. */
export function problems(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const requestId = requestIdOf(res);
    // Who has hung up gets no answer, and what follows from hanging up is no failure of ours.
    if (req.socket.destroyed) {
      log.debug({ request: requestId, error: messageOf(error) }, 'a caller hung up');
      return;
    }
    const answer = answerTo(error, requestId);
    if (answer.status >= 500) {
      const stack = error instanceof Error ? error.stack : undefined;
      log.error({ request: requestId, error: messageOf(error).slice(0, 2_000), stack }, 'a request failed');
    }
    // The answer has begun: all that is left is to cut it off, so that nobody takes it for whole.
    if (res.headersSent) return next(error);
    sendProblem(res, answer);
    // The rest of a body is thrown away, for a while: a client that still sends reads the answer only afterwards.
    res.once('finish', () => setTimeout(() => req.complete || req.destroy(), DRAIN_MS).unref());
  };
}

function sendProblem(res: Response, { status, headers, body }: Answer): void {
  const requestId = requestIdOf(res);
  res
    .status(status)
    .set(headers)
    .set('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ ...body, requestId } satisfies ProblemDetails));
}

function answerTo(error: unknown, requestId: string): Answer {
  if (isDeskbellError(error)) return deliberate(error);
  const refused = refusedByParser(error);
  if (refused) return refused;
  if (isDatabaseAway(error)) {
    return problem(
      503,
      'unavailable',
      'Not available',
      'The database cannot be reached. Please try again soon.',
      {
        'retry-after': String(RETRY_AFTER),
      },
    );
  }
  return problem(
    500,
    'fault',
    'Something went wrong',
    `Sorry, that is our fault. Please try again; if it happens again, tell your admin this id: ${requestId}`,
  );
}

function deliberate(error: DeskbellError): Answer {
  const { status, title } = ANSWERS[error.code];
  const headers: Record<string, string> = {};
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="Deskbell"';
  const { retryAfter } = error.details;
  if (status === 429 || status === 503 || retryAfter !== undefined) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter ?? RETRY_AFTER)));
  }
  const answer = problem(status, error.code, title, error.message, headers);
  if (error.details.problems) answer.body.errors = error.details.problems;
  if (error.details.data) answer.body.data = error.details.data;
  return answer;
}

/** What Express and its body parser refuse: they say a status, and words that may quote the input. */
function refusedByParser(error: unknown): Answer | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 413) {
    return problem(413, 'too_large', 'Too large', 'The body is larger than what is accepted here.');
  }
  if (status === 415) {
    return problem(
      415,
      'invalid',
      'Unsupported media type',
      'The body must be JSON in UTF-8, not compressed.',
    );
  }
  return problem(400, 'invalid', 'Bad request', 'The request could not be read.');
}

function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers, body: { type: 'about:blank', title, status, detail, code } };
}

/** A path that is none of ours, or a method that it does not know. */
export function sendNotFound(res: Response): void {
  sendProblem(res, problem(404, 'not_found', 'Not found', 'There is nothing at this address.'));
}

export function sendMethodNotAllowed(res: Response, allowed: string[]): void {
  const allow = allowed.join(', ');
  const words = `This address knows only ${allow}.`;
  sendProblem(res, problem(405, 'method_not_allowed', 'Method not allowed', words, { allow }));
}

export function sendUnreadable(res: Response): void {
  sendProblem(
    res,
    problem(
      415,
      'invalid',
      'Unsupported media type',
      'The body must be JSON: Content-Type: application/json.',
    ),
  );
}
