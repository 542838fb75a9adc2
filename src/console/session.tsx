import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { api } from '../contract/api.ts';
import type { Me } from '../contract/session.ts';
import { call, queryOf } from './call.ts';
import { queryClient } from './client.ts';
import { forgetDrafts } from './drafts.ts';

export const meQuery = queryOptions({ ...queryOf(api.session.get, {}), staleTime: 5 * 60_000 });

const MeContext = createContext<Me | null>(null);

/** Gives its children who is signed in; the route has already fetched it. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data } = useQuery(meQuery);
  // Kept while signing out, so that the page that is leaving does not fall over.
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  return last ? <MeContext value={last}>{children}</MeContext> : null;
}

/** Who is signed in; for signed-in pages only. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe() outside a signed-in page');
  return me;
}

/** For parts that also stand on public pages. */
export const useMeIfAny = (): Me | null => useContext(MeContext);

export const isAgent = (me: Me): boolean => me.roles.includes('agent') || me.roles.includes('admin');
export const isAdmin = (me: Me): boolean => me.roles.includes('admin');

/** Ends the session here and on the server. The caller then turns to the sign-in page. */
export async function signOut(): Promise<void> {
  await call(api.session.end, {});
  forgetDrafts();
  queryClient.clear();
}

const RETURN_KEY = 'deskbell.return';
const RETURN_FOR_MS = 60 * 60_000;

/** The path if it is one of this site's pages, else null: a sign-in must not lead elsewhere. */
export function ownPath(path: unknown): string | null {
  if (typeof path !== 'string' || !path.startsWith('/')) return null;
  const url = URL.canParse(path, location.origin) ? new URL(path, location.origin) : null;
  if (url?.origin !== location.origin || url.pathname.startsWith('/sign-in')) return null;
  return url.pathname + url.search + url.hash;
}

/** Remembers where to go after a link from the mail, which opens in a new tab. */
export function rememberReturn(path: string | null): void {
  try {
    if (path) localStorage.setItem(RETURN_KEY, JSON.stringify({ path, at: Date.now() }));
  } catch {
    // A browser that keeps nothing: the person lands on the first page.
  }
}

/** Where to go after signing in; asked once. */
export function takeReturn(): string {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RETURN_KEY) ?? 'null');
    localStorage.removeItem(RETURN_KEY);
    if (kept && typeof kept === 'object' && 'path' in kept && 'at' in kept) {
      if (Date.now() - Number(kept.at) < RETURN_FOR_MS) return ownPath(kept.path) ?? '/';
    }
  } catch {
    // As above.
  }
  return '/';
}
