import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';
import { EscalationStep } from './escalation.ts';
import { PagingPlan } from './services.ts';

/** Somebody pages a person, whoever is on call for a team, or whoever answers for a service. */

/** The steps of an alert that goes by no policy. */
export const DirectPlan = z.object({ steps: z.array(EscalationStep).min(1), repeat: z.number().int() });
export type DirectPlan = z.output<typeof DirectPlan>;

const PagedKind = z.enum(['person', 'team', 'service']);
const Target = z.strictObject({ kind: PagedKind, id: Id });
export type PagedTarget = z.output<typeof Target>;

/** By which of their rules people are paged: `high` by those for what is urgent. */
const Urgency = z.enum(['high', 'low']).default('high');

export const PageSomebody = z.strictObject({
  to: z.union([Target, z.string().trim().min(1, 'must not be empty').max(120)]),
  text: z.string().trim().min(1, 'must say why').max(1_000, 'must have at most 1,000 characters'),
  urgency: Urgency,
});
export const PreviewPage = z.strictObject({ kind: PagedKind, id: Id, urgency: Urgency });

/** Who is paged and how; `notes` also say whom only mail and the portal reach. */
export const PagePreview = z.object({
  target: z.object({ kind: PagedKind, id: Id, name: z.string() }),
  plan: PagingPlan,
});
export type PagePreview = z.output<typeof PagePreview>;

export const MadePage = z.object({ ...PagePreview.shape, alertId: Id, at: Instant });
export type MadePage = z.output<typeof MadePage>;

export const pages = {
  create: endpoint({
    method: 'POST',
    path: '/pages',
    summary:
      'Page a person, whoever is on call for a team, or whoever answers for a service, by id or by name; it opens an alert',
    scope: 'write',
    input: PageSomebody,
    output: MadePage,
    status: 201,
    idempotent: true,
  }),
  preview: endpoint({
    method: 'GET',
    path: '/pages/preview',
    summary: 'Who would be paged now, and how; nobody is',
    scope: 'read',
    input: PreviewPage,
    output: PagePreview,
  }),
};
