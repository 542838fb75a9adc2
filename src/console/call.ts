import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Endpoint, InputOf, OutputOf } from '../contract/endpoint.ts';
import { Intents } from './intent.ts';
import { ApiProblem, problemIn, unexpectedAnswer, unreachable } from './problem.ts';
import { showProblem } from './ui/tell.tsx';

export const API = '/api/v1';

type CallOptions = {
  signal?: AbortSignal;
  /** The Idempotency-Key; unless given, one a content until that has got its answer. */
  key?: string;
};

const intents = new Intents();

/** Calls the API. @throws ApiProblem, or an AbortError when the signal says so. */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  options: CallOptions = {},
): Promise<OutputOf<E>> {
  const { url, body } = requestOf(endpoint, input as Record<string, unknown>);
  const meant = [endpoint.method, url, body];
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (endpoint.idempotent) headers.set('idempotency-key', options.key ?? intents.idOf(meant));
  const response = await fetch(url, {
    method: endpoint.method,
    headers,
    body,
    credentials: 'same-origin',
    signal: options.signal,
  }).catch((error: unknown) => {
    throw options.signal?.aborted ? error : unreachable();
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  const answer = await bodyOf(response, options.signal);
  const problem = response.ok ? null : problemIn(response.status, answer, requestId);
  if (!problem?.passing) intents.settle(meant);
  if (problem) throw problem;
  const parsed = endpoint.output.safeParse(answer);
  if (parsed.success) return parsed.data as OutputOf<E>;
  console.error(`${endpoint.method} ${endpoint.path} answered with an unknown shape`, parsed.error.issues);
  throw unexpectedAnswer(requestId);
}

function requestOf(endpoint: Endpoint, input: Record<string, unknown>): { url: string; body?: string } {
  const rest = { ...input };
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === null) throw new Error(`${endpoint.path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  if (endpoint.method !== 'GET' && endpoint.method !== 'DELETE') {
    return { url: API + path, body: JSON.stringify(rest) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) query.append(name, String(one));
    }
  }
  return { url: API + path + (query.size > 0 ? `?${query}` : '') };
}

async function bodyOf(response: Response, signal?: AbortSignal): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text().catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable();
  });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The query of a GET endpoint; its key is the path and the input. */
export function queryOf<E extends Endpoint>(endpoint: E, input: InputOf<E>) {
  return queryOptions({
    queryKey: [endpoint.path, input] as const,
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
  });
}

type Page<Item> = { items: Item[]; next: string | null };

/** The query of a paged GET endpoint, page after page by cursor; see {@link itemsOf}. */
export function pagesOf<E extends Endpoint>(endpoint: E, input: InputOf<E>) {
  return infiniteQueryOptions({
    queryKey: [endpoint.path, input, 'pages'] as const,
    queryFn: ({ signal, pageParam }) =>
      call(endpoint, { ...(input as object), cursor: pageParam ?? undefined } as InputOf<E>, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last as Page<unknown>).next,
  });
}

/** All items fetched so far. One that moved from one page to the next between two fetches comes once. */
export function itemsOf<Item extends { id: string }>(data: { pages: Page<Item>[] } | undefined): Item[] {
  const byId = new Map<string, Item>();
  for (const page of data?.pages ?? []) for (const item of page.items) byId.set(item.id, item);
  return [...byId.values()];
}

type VerbOptions<E> = {
  onSuccess?: (output: OutputOf<E>, input: InputOf<E>) => void;
  /** Shows the problem itself, such as beside a field: return true and there is no notification. */
  onProblem?: (problem: ApiProblem, input: InputOf<E>) => boolean;
  /** Starts of the paths whose queries may have changed; unless told, those of the same noun. */
  invalidates?: readonly string[];
};

/** What a ticket says stands in lists, counts, timelines and in the portal. */
const TICKETS = ['/tickets', '/entries', '/queues', '/portal'];

function changedBy({ path }: Endpoint): readonly string[] {
  const noun = `/${path.split('/')[1]}`;
  return TICKETS.includes(noun) && noun !== '/queues' ? TICKETS : [noun];
}

/** The mutation of a writing endpoint. Failures are shown; what may have changed is fetched again. */
export function useVerb<E extends Endpoint>(endpoint: E, options: VerbOptions<E> = {}) {
  const client = useQueryClient();
  const starts = options.invalidates ?? changedBy(endpoint);
  return useMutation<OutputOf<E>, Error, InputOf<E>>({
    mutationFn: (input) => call(endpoint, input),
    // Only what carries an Idempotency-Key can be sent again without thinking.
    retry: (count, error) =>
      endpoint.idempotent === true && error instanceof ApiProblem && error.passing && count < 2,
    onSuccess: (output, input) => options.onSuccess?.(output, input),
    onError: (error, input) => {
      if (error instanceof ApiProblem && options.onProblem?.(error, input)) return;
      showProblem(error);
    },
    onSettled: () => {
      // Also after a failure: a refused compare-and-set means that what is shown is old.
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && starts.some((start) => path === start || path.startsWith(`${start}/`)),
      });
    },
  });
}
