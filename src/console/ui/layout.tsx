import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useLive } from '../live.ts';
import { isAgent, SignedIn, useMe } from '../session.tsx';
import {
  AlertsIcon,
  BellIcon,
  ChangesIcon,
  IncidentsIcon,
  OnCallIcon,
  QueuesIcon,
  RequestsIcon,
  SettingsIcon,
} from './icons.tsx';
import classes from './layout.module.css';
import { PersonMenu } from './person-menu.tsx';

/** The frame of every signed-in page. */
export function Shell() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  );
}

function Frame() {
  const me = useMe();
  const connection = useLive();
  useFocusOnTurn();
  return (
    <div className={classes.shell} data-dock={isAgent(me) || undefined}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand}>
          <span className={classes.logo}>
            <BellIcon size={18} />
          </span>
          <span>Deskbell</span>
        </Link>
        {isAgent(me) && (
          <nav className={classes.nav} aria-label="Main">
            <Place
              to="/"
              also={['/requests', '/catalogue', '/approvals', '/delegations']}
              icon={<RequestsIcon />}
              label="My requests"
            />
            <Place
              to="/queues"
              also={['/availability', '/tickets', '/triage']}
              icon={<QueuesIcon />}
              label="Queues"
            />
            <Place
              to="/alerts"
              also={['/heartbeats', '/paging', '/reports']}
              icon={<AlertsIcon />}
              label="Alerts"
            />
            <Place to="/incidents" icon={<IncidentsIcon />} label="Incidents" />
            <Place to="/changes" icon={<ChangesIcon />} label="Changes" />
            <Place to="/on-call" icon={<OnCallIcon />} label="On call" />
            <Place to="/settings" icon={<SettingsIcon />} label="Settings" />
          </nav>
        )}
        <PersonMenu />
      </header>
      <div role="status" className={classes.banner} data-shown={connection === 'offline' || undefined}>
        {connection === 'offline' && 'Offline. What you see may be old. Trying again …'}
      </div>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}

type PlaceProps = {
  to: '/' | '/queues' | '/alerts' | '/incidents' | '/changes' | '/on-call' | '/settings';
  /** Where else one is still in this place. */
  also?: string[];
  icon: ReactNode;
  label: string;
};

function Place({ to, also = [], icon, label }: PlaceProps) {
  const path = useLocation({ select: (location) => location.pathname });
  const under = (start: string) => path === start || path.startsWith(`${start}/`);
  const here = (to === '/' ? path === '/' : under(to)) || also.some(under);
  return (
    <Link
      to={to}
      className={classes.place}
      data-here={here || undefined}
      aria-current={here ? 'page' : undefined}
    >
      {icon}
      <span>{label}</span>
    </Link>
  );
}

/** A page that was turned to is read from its heading; on the first one the browser does that itself. */
function useFocusOnTurn(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged) return;
        const main = document.getElementById('main');
        const target = main?.querySelector<HTMLElement>('h1') ?? main;
        target?.focus({ preventScroll: true });
      }),
    [router],
  );
}
