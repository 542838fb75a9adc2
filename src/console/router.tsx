import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { onSignedOut, queryClient } from './client.ts';
import { ApiProblem } from './problem.ts';
import {
  AlertsSearch,
  CatalogueSearch,
  ChangeCalendarSearch,
  ChangesSearch,
  HeartbeatsSearch,
  HomeSearch,
  IncidentsSearch,
  MeetingsSearch,
  NewChangeSearch,
  OnCallSearch,
  parseSearch,
  QueuesSearch,
  SignInSearch,
  stringifySearch,
} from './search.ts';
import { isAgent, meQuery, ownPath, useMe } from './session.tsx';
import { Shell } from './ui/layout.tsx';
import { BareErrorPage, ErrorPage, NotForYou, NotFoundPage, PageLoading } from './ui/whole-page.tsx';

/*
 * Ids for `getRouteApi`: '/shell' + path for the portal and the settings ('/shell/requests/$number'),
 * '/shell/agents' + path for the others ('/shell/agents/tickets/$number').
 */
const root = createRootRoute({ component: Outlet, errorComponent: BareErrorPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: SignInSearch,
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

/** Every signed-in page: header, navigation, live events. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  errorComponent: BareErrorPage,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      const from = ownPath(location.href) ?? '/';
      throw redirect({ to: '/sign-in', search: { from: from === '/' ? undefined : from } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: HomeSearch,
  component: lazyRouteComponent(() => import('./features/portal/home-page.tsx'), 'HomePage'),
});

const request = createRoute({
  getParentRoute: () => shell,
  path: '/requests/$number',
  component: lazyRouteComponent(() => import('./features/portal/request-page.tsx'), 'RequestPage'),
});

const catalogue = createRoute({
  getParentRoute: () => shell,
  path: '/catalogue',
  validateSearch: CatalogueSearch,
  component: lazyRouteComponent(() => import('./features/catalogue/catalogue-page.tsx'), 'CataloguePage'),
});

const catalogueItem = createRoute({
  getParentRoute: () => shell,
  path: '/catalogue/$id',
  component: lazyRouteComponent(() => import('./features/catalogue/item-page.tsx'), 'ItemPage'),
});

const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./features/approvals/approvals-page.tsx'), 'ApprovalsPage'),
});

const approval = createRoute({
  getParentRoute: () => shell,
  path: '/approvals/$id',
  component: lazyRouteComponent(() => import('./features/approvals/approval-page.tsx'), 'ApprovalPage'),
});

const delegations = createRoute({
  getParentRoute: () => shell,
  path: '/delegations',
  component: lazyRouteComponent(() => import('./features/approvals/delegations-page.tsx'), 'DelegationsPage'),
});

/** Pages for agents; anybody else is told so in place of the page. */
const agents = createRoute({
  getParentRoute: () => shell,
  id: 'agents',
  component: function Agents() {
    return isAgent(useMe()) ? <Outlet /> : <NotForYou who="agents" />;
  },
});

const QueuesPage = lazyRouteComponent(() => import('./features/queues/queues-page.tsx'), 'QueuesPage');

const queues = createRoute({
  getParentRoute: () => agents,
  path: '/queues',
  validateSearch: QueuesSearch,
  component: QueuesPage,
});

const queue = createRoute({
  getParentRoute: () => agents,
  path: '/queues/$queueId',
  validateSearch: QueuesSearch,
  component: QueuesPage,
});

const triage = createRoute({
  getParentRoute: () => agents,
  path: '/triage/$conversation',
  component: lazyRouteComponent(() => import('./features/portal/triage-page.tsx'), 'TriagePage'),
});

const availability = createRoute({
  getParentRoute: () => agents,
  path: '/availability',
  component: lazyRouteComponent(() => import('./features/queues/availability-page.tsx'), 'AvailabilityPage'),
});

const ticket = createRoute({
  getParentRoute: () => agents,
  path: '/tickets/$number',
  component: lazyRouteComponent(() => import('./features/ticket/ticket-page.tsx'), 'TicketPage'),
});

const alerts = createRoute({
  getParentRoute: () => agents,
  path: '/alerts',
  validateSearch: AlertsSearch,
  component: lazyRouteComponent(() => import('./features/alerts/alerts-page.tsx'), 'AlertsPage'),
});

const alert = createRoute({
  getParentRoute: () => agents,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./features/alerts/alert-page.tsx'), 'AlertPage'),
});

const heartbeats = createRoute({
  getParentRoute: () => agents,
  path: '/heartbeats',
  validateSearch: HeartbeatsSearch,
  component: lazyRouteComponent(() => import('./features/heartbeats/heartbeats-page.tsx'), 'HeartbeatsPage'),
});

const incidents = createRoute({
  getParentRoute: () => agents,
  path: '/incidents',
  validateSearch: IncidentsSearch,
  component: lazyRouteComponent(() => import('./features/incidents/incidents-page.tsx'), 'IncidentsPage'),
});

const incident = createRoute({
  getParentRoute: () => agents,
  path: '/incidents/$number',
  component: lazyRouteComponent(() => import('./features/incidents/incident-page.tsx'), 'IncidentPage'),
});

const review = createRoute({
  getParentRoute: () => agents,
  path: '/incidents/$number/review',
  component: lazyRouteComponent(() => import('./features/incidents/review-page.tsx'), 'ReviewPage'),
});

const changes = createRoute({
  getParentRoute: () => agents,
  path: '/changes',
  validateSearch: ChangesSearch,
  component: lazyRouteComponent(() => import('./features/changes/changes-page.tsx'), 'ChangesPage'),
});

const changeCalendar = createRoute({
  getParentRoute: () => agents,
  path: '/changes/calendar',
  validateSearch: ChangeCalendarSearch,
  component: lazyRouteComponent(() => import('./features/changes/calendar-page.tsx'), 'ChangeCalendarPage'),
});

const changeMeetings = createRoute({
  getParentRoute: () => agents,
  path: '/changes/meetings',
  validateSearch: MeetingsSearch,
  component: lazyRouteComponent(() => import('./features/changes/meetings-page.tsx'), 'MeetingsPage'),
});

const changeMeeting = createRoute({
  getParentRoute: () => agents,
  path: '/changes/meetings/$id',
  component: lazyRouteComponent(() => import('./features/changes/meeting-page.tsx'), 'MeetingPage'),
});

const newChange = createRoute({
  getParentRoute: () => agents,
  path: '/changes/new',
  validateSearch: NewChangeSearch,
  component: lazyRouteComponent(() => import('./features/changes/new-change-page.tsx'), 'NewChangePage'),
});

const change = createRoute({
  getParentRoute: () => agents,
  path: '/changes/$number',
  component: lazyRouteComponent(() => import('./features/changes/change-page.tsx'), 'ChangePage'),
});

const changeEdit = createRoute({
  getParentRoute: () => agents,
  path: '/changes/$number/edit',
  component: lazyRouteComponent(() => import('./features/changes/edit-change-page.tsx'), 'EditChangePage'),
});

const onCall = createRoute({
  getParentRoute: () => agents,
  path: '/on-call',
  validateSearch: OnCallSearch,
  component: lazyRouteComponent(() => import('./features/on-call/on-call-page.tsx'), 'OnCallPage'),
});

const paging = createRoute({
  getParentRoute: () => agents,
  path: '/paging',
  component: lazyRouteComponent(() => import('./features/paging/paging-page.tsx'), 'PagingPage'),
});

const onCallReport = createRoute({
  getParentRoute: () => agents,
  path: '/reports/on-call',
  component: lazyRouteComponent(() => import('./features/reports/on-call-page.tsx'), 'OnCallReportPage'),
});

const SettingsPage = lazyRouteComponent(
  () => import('./features/settings/settings-page.tsx'),
  'SettingsPage',
);

/** Agents may read some of its sections; which they are, the page knows. */
const allSettings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: SettingsPage,
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings/$section',
  component: SettingsPage,
});

const wrong = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      home,
      request,
      catalogue,
      catalogueItem,
      approvals,
      approval,
      delegations,
      agents.addChildren([
        queues,
        queue,
        availability,
        triage,
        ticket,
        alerts,
        alert,
        heartbeats,
        incidents,
        incident,
        review,
        changes,
        changeMeetings,
        changeMeeting,
        changeCalendar,
        newChange,
        change,
        changeEdit,
        onCall,
        paging,
        onCallReport,
      ]),
      allSettings,
      settings,
      wrong,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

// A session that ended while somebody was reading: sign in, then come back to the same page.
onSignedOut(() => {
  const from = ownPath(location.pathname + location.search);
  if (!from) return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { from: from === '/' ? undefined : from } });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
