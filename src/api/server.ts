import express, { type RequestHandler, Router } from 'express';
import type { VerifyOptions } from '../domain/audit/verify.ts';
import type { Presence } from '../domain/tickets/presence.ts';
import type { Sending } from '../domain/webhooks/attempt.ts';
import type { Surroundings } from '../lib/context.ts';
import { newId } from '../lib/ids.ts';
import { accessLog } from './access-log.ts';
import { attachmentRoutes } from './attachments.ts';
import { authenticator } from './auth.ts';
import { type Api, type Bound, type Handlers, routeTable } from './bind.ts';
import { calendarFeeds } from './calendar-feeds.ts';
import { callOf, recognise } from './caller.ts';
import { consolePages } from './console.ts';
import { docsPage } from './docs-page.ts';
import { problems, sendNotFound } from './errors.ts';
import { eventRoutes } from './events.ts';
import { exportFiles } from './export-files.ts';
import { healthRoutes } from './health.ts';
import { addressOf, LIMITS, type Limits, limited } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { pageLinkRoutes } from './page-links.ts';
import { requestIds } from './request-id.ts';
import { reviewFiles } from './review-files.ts';
import { alertRoutes } from './routes/alerts.ts';
import { approvalPolicyRoutes, approvalRoutes, delegationRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { automationRoutes } from './routes/automations.ts';
import { availabilityRoutes } from './routes/availability.ts';
import { calendarRoutes } from './routes/calendars.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { changeBoardRoutes, changeMeetingRoutes } from './routes/change-meetings.ts';
import { changeRoutes, changeTemplateRoutes, freezeRoutes } from './routes/changes.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { escalationPolicyRoutes, pagingRoutes, phoneRoutes, pushRoutes } from './routes/escalation.ts';
import { exportRoutes } from './routes/exports.ts';
import { feedRoutes } from './routes/feeds.ts';
import { importRoutes } from './routes/imports.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { macroRoutes } from './routes/macros.ts';
import { maintenanceRoutes } from './routes/maintenances.ts';
import { migrationRoutes } from './routes/migrations.ts';
import { pageRoutes } from './routes/pages.ts';
import { peopleRoutes } from './routes/people.ts';
import { queueRoutes } from './routes/queues.ts';
import { recurrenceRoutes } from './routes/recurrences.ts';
import { reportRoutes } from './routes/reports.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { routingRuleRoutes } from './routes/routing-rules.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { heartbeatRoutes, serviceRoutes } from './routes/services.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { slaPolicyRoutes } from './routes/sla-policies.ts';
import { statusPageRoutes } from './routes/status-page.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { swapRoutes } from './routes/swaps.ts';
import { taskRoutes } from './routes/tasks.ts';
import { teamRoutes } from './routes/teams.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { securityHeaders } from './security.ts';
import { mount } from './serve.ts';
import { statusPages } from './status/routes.ts';

export type ServerDeps = Surroundings & {
  /** A token from the environment that acts as the first admin; unset: there is none. */
  adminToken: string | undefined;
  /** The channels that are set up, by name. */
  channels: ReadonlySet<string>;
  /** Whether e-mail can be sent. */
  mail: boolean;
  /** Whether SMS can be sent and people called. */
  phone: boolean;
  /** Where people reach this installation, without a slash at the end. Asked when needed: a port may be chosen late. */
  publicUrl: () => string;
  /** Holds `attachments/` and `exports/`. */
  dataDir: string;
  /** The console as built: `dist/console`. */
  consoleDir: string;
  /** `prisma/migrations` */
  migrationsDir: string;
  metrics: Metrics;
  presence: Presence;
  audit: VerifyOptions;
  webhooks: Sending;
  /** `deriveKey(secretKey, 'page links')` */
  linkKey: Buffer;
  /** `deriveKey(secretKey, SUBSCRIBERS)` */
  subscriberKey: Buffer;
  /** `deriveKey(secretKey, PUSH)` */
  pushKey: Buffer;
  /** `deriveKey(secretKey, CALENDARS)` */
  calendarKey: Buffer;
  /** The handlers of the portal, which belong to the web channel. */
  webRoutes: Handlers<Api['portal']>;
  /** The doors of chat platforms, which know by themselves who is there. */
  platformRoutes?: RequestHandler[];
  limits?: Partial<Limits>;
  /** Says that the process is about to end: streams, which never end by themselves, do so then. */
  stopping?: AbortSignal;
};

/** The route table: every endpoint of the contract with what it does. */
export function routesOf(
  deps: Pick<
    ServerDeps,
    | ('channels' | 'mail' | 'phone' | 'presence' | 'audit' | 'webhooks' | 'webRoutes' | 'dataDir')
    | ('pushKey' | 'calendarKey')
  >,
): Bound[] {
  return routeTable({
    session: sessionRoutes(deps.mail),
    portal: deps.webRoutes,
    tickets: ticketRoutes(deps.presence),
    tasks: taskRoutes,
    queues: queueRoutes,
    slaPolicies: slaPolicyRoutes,
    services: serviceRoutes,
    heartbeats: heartbeatRoutes,
    alerts: alertRoutes,
    incidents: incidentRoutes,
    catalogue: catalogueRoutes,
    changes: changeRoutes,
    changeTemplates: changeTemplateRoutes,
    freezes: freezeRoutes,
    changeBoards: changeBoardRoutes,
    changeMeetings: changeMeetingRoutes,
    reviews: reviewRoutes,
    pages: pageRoutes,
    maintenances: maintenanceRoutes,
    statusPage: statusPageRoutes,
    reports: reportRoutes,
    escalationPolicies: escalationPolicyRoutes,
    schedules: scheduleRoutes(deps.channels),
    feeds: feedRoutes,
    swaps: swapRoutes,
    subscriptions: subscriptionRoutes(deps.calendarKey),
    paging: pagingRoutes,
    phone: phoneRoutes(deps.phone),
    push: pushRoutes(deps.pushKey),
    approvals: approvalRoutes,
    approvalPolicies: approvalPolicyRoutes,
    delegations: delegationRoutes,
    automations: automationRoutes,
    macros: macroRoutes,
    webhooks: webhookRoutes(deps.webhooks),
    recurrences: recurrenceRoutes,
    routingRules: routingRuleRoutes,
    calendars: calendarRoutes,
    people: peopleRoutes,
    teams: teamRoutes,
    availability: availabilityRoutes,
    settings: settingsRoutes,
    tokens: tokenRoutes,
    imports: importRoutes,
    migrations: migrationRoutes,
    exports: exportRoutes(deps.dataDir),
    deliveries: deliveryRoutes,
    audit: auditRoutes(deps.audit),
  });
}

/** Deskbell over HTTP: health, API, its documentation, and the console. */
export function createServer(deps: ServerDeps): express.Express {
  const { log, metrics, publicUrl, clock } = deps;
  const authenticate = authenticator(deps.adminToken);
  const isHttps = publicUrl().startsWith('https:');
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.set('query parser', 'simple');
  app.use(requestIds(() => newId(clock.now())));
  app.use(accessLog(log, metrics));
  // Platforms need no headers for browsers; the few pages among these bring their own.
  for (const routes of deps.platformRoutes ?? []) app.use(routes);
  app.use(statusPages(deps, authenticate));
  app.use(securityHeaders(isHttps));
  app.use(healthRoutes(deps, authenticate));
  app.use(pageLinkRoutes(deps));
  app.use(calendarFeeds(deps, publicUrl));
  app.get('/api/docs', docsPage(publicUrl));
  app.use('/api/v1', apiRoutes(deps, authenticate));
  app.use('/api', (_req, res) => sendNotFound(res));
  app.use(consolePages(deps.consoleDir));
  app.use((_req, res) => sendNotFound(res));
  app.use(problems(log));
  return app;
}

function apiRoutes(deps: ServerDeps, authenticate: ReturnType<typeof authenticator>): Router {
  const limits = { ...LIMITS, ...deps.limits };
  const router = Router({ caseSensitive: true });
  router.use((_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });
  router.get('/openapi.json', (_req, res) => {
    res.json(openApiDocument(deps.publicUrl()));
  });
  router.use(recognise(deps, authenticate));
  router.use(limited('requests', limits.requests, (_req, res) => callOf(res).key));
  const signIns = limited('sign-ins', limits.signIns, addressOf);
  router.post(['/session', '/session/link'], signIns);
  router.use(attachmentRoutes(deps));
  router.use(exportFiles(deps));
  router.use(reviewFiles());
  router.use(eventRoutes(deps, authenticate, deps.stopping));
  mount(router, routesOf(deps), deps.publicUrl);
  return router;
}
