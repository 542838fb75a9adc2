import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Moving in from another on-call tool: an export is planned, looked at, applied, and can be undone as one batch. */

export const MigrationTool = z.enum(
  ['pagerduty', 'opsgenie', 'grafana_oncall'],
  'must be one of pagerduty, opsgenie, grafana_oncall',
);
export type MigrationTool = z.output<typeof MigrationTool>;

export const MigrationKind = z.enum([
  ...['person', 'team', 'member', 'schedule', 'escalation_policy', 'service', 'integration', 'other'],
] as const);
export type MigrationKind = z.output<typeof MigrationKind>;

/** `match`: it is here already, and stays as it is. `leave`: it cannot be taken over. */
const Action = z.enum(['make', 'change', 'match', 'leave']);
export type MigrationAction = z.output<typeof Action>;

export const MigrationItem = z.object({
  kind: MigrationKind,
  name: z.string(),
  /** Where in the export it stands. */
  place: z.string(),
  action: Action,
  /** What will differ from how it is there. */
  notes: z.array(z.string()),
  /** Why it is left; null: it is not. */
  problem: z.string().nullable(),
  /** What stands for it here; null: nothing yet, or nothing any more. */
  recordId: Id.nullable(),
  /** What became of it; null: nothing yet. `kept`: it was not undone. */
  outcome: z.enum(['done', 'failed', 'removed', 'kept']).nullable(),
  /** Why it failed or was kept. */
  why: z.string().nullable(),
});
export type MigrationItem = z.output<typeof MigrationItem>;

/** `applying` and `undoing`: under way. What is `applied` or `undone` may be so in part, as its items say. */
const State = z.enum(['planned', 'applying', 'applied', 'undoing', 'undone']);

export const Migration = z.object({
  id: Id,
  tool: MigrationTool,
  fileName: z.string(),
  state: State,
  /** Of whom is there what has no team there; null: a team that is called like the tool. */
  teamId: Id.nullable(),
  createdBy: z.string().nullable(),
  createdAt: Instant,
  appliedAt: Instant.nullable(),
  undoneAt: Instant.nullable(),
  /** While it is under way: how much of how much is done. */
  done: z.number().int(),
  total: z.number().int(),
});
export type Migration = z.output<typeof Migration>;

export const MigrationPlan = z.object({ ...Migration.shape, items: z.array(MigrationItem) });
export type MigrationPlan = z.output<typeof MigrationPlan>;

/** Of a door that was opened: shown this once. */
export const MigrationKey = z.object({
  integrationId: Id,
  service: z.string(),
  integration: z.string(),
  key: z.string(),
  path: z.string(),
});
export type MigrationKey = z.output<typeof MigrationKey>;

/** Bytes of a file. */
export const MIGRATION_FILE_LIMIT = 10 * 1024 * 1024;

export const PlanMigration = z
  .strictObject({
    tool: MigrationTool,
    fileName: z.string().trim().max(200, 'must have at most 200 characters').default(''),
    /** A JSON file, or a zip of them, in Base64. */
    file: z
      .base64('must be a file in Base64')
      .max(Math.ceil(MIGRATION_FILE_LIMIT / 3) * 4, 'must have at most 10 MB')
      .optional(),
    /** In its place, JSON as it is: an object of lists, or a list of pages of the API. */
    data: z.unknown().optional(),
    teamId: Id.nullable().default(null),
  })
  .refine(({ file, data }) => (file === undefined) !== (data === undefined), {
    path: ['file'],
    message: 'must be given, or data in its place',
  });

const ById = z.strictObject({ id: Id });

export const migrations = {
  list: endpoint({
    method: 'GET',
    path: '/migrations',
    summary: 'What was planned and taken over from other on-call tools, newest first',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Migration) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/migrations/:id',
    summary: 'One of them with its items: before it is applied, what would be made now; after that, what was',
    scope: 'admin',
    input: ById,
    output: MigrationPlan,
  }),
  plan: endpoint({
    method: 'POST',
    path: '/migrations',
    summary:
      'Read an export of PagerDuty, Opsgenie or Grafana OnCall and see what would be made; nothing is, yet',
    scope: 'admin',
    input: PlanMigration,
    output: MigrationPlan,
    status: 201,
    bodyLimit: 15 * 1024 * 1024,
  }),
  apply: endpoint({
    method: 'POST',
    path: '/migrations/:id/apply',
    summary:
      'Make what is planned; once more, what failed is tried again. Keys of new integrations are shown this once',
    scope: 'admin',
    input: ById,
    output: z.object({ migration: MigrationPlan, keys: z.array(MigrationKey) }),
  }),
  undo: endpoint({
    method: 'POST',
    path: '/migrations/:id/undo',
    summary:
      'Remove what was made, as far as nobody has changed or used it since; the items say what stays and why',
    scope: 'admin',
    input: ById,
    output: MigrationPlan,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/migrations/:id',
    summary: 'Forget a plan that was not applied',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};
