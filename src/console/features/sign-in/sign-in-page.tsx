import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { meQuery, ownPath } from '../../session.tsx';
import { BellIcon } from '../../ui/icons.tsx';
import { useTabTitle } from '../../ui/tab-title.ts';
import { AskForLink } from './ask-for-link.tsx';
import classes from './sign-in-page.module.css';
import { UseLink } from './use-link.tsx';

const route = getRouteApi('/sign-in');

/** The way in: ask for a link by e-mail, or use one that came. */
export function SignInPage() {
  const { secret: given, from: asked } = route.useSearch();
  const from = ownPath(asked);
  useTabTitle('Sign in');
  // The secret leaves the address at once, so that it stays in no history and no screen shot.
  const [secret, setSecret] = useState(() => given ?? secretInHash());
  useEffect(() => {
    if (secret) history.replaceState(history.state, '', '/sign-in');
  }, [secret]);
  const me = useQuery({ ...meQuery, enabled: !secret, retry: false });
  if (me.data && !secret) return <Navigate to={from ?? '/'} replace />;
  return (
    <main id="main" className={classes.page}>
      <div className={classes.panel}>
        <div className={classes.brand}>
          <span className={classes.logo}>
            <BellIcon size={20} />
          </span>
          Deskbell
        </div>
        {secret ? (
          <UseLink secret={secret} from={from} onAskAgain={() => setSecret(undefined)} />
        ) : (
          <AskForLink from={from} />
        )}
      </div>
    </main>
  );
}

/** `#<secret>` or `#secret=<secret>`: what stands behind the # is never sent to a server or a mail scanner. */
function secretInHash(): string | undefined {
  const hash = location.hash.slice(1);
  if (!hash) return undefined;
  return new URLSearchParams(hash).get('secret') ?? (hash.includes('=') ? undefined : hash);
}
