import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

const signedOutListeners = new Set<() => void>();

/** Calls the listener when the server no longer knows who is there. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

function onError(error: Error): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  for (const listener of signedOutListeners) listener();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // Live events say what changed; this is for what they might miss.
      staleTime: 30_000,
      // Without a connection say so at once, rather than wait without a word.
      networkMode: 'always',
      retry: (count, error) => error instanceof ApiProblem && error.passing && count < 2,
    },
    mutations: { networkMode: 'always' },
  },
});
