import { z } from 'zod';
import { PlanText, ServiceIds } from './changes.ts';
import { Id, Instant, Level, Name, Text, Title } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What is agreed to once and for all: a standard change of it is scheduled as soon as it is submitted. */
export const TemplateContent = z.strictObject({
  title: Title,
  description: Text,
  impact: Level,
  reason: PlanText,
  plan: PlanText,
  testPlan: PlanText,
  backoutPlan: PlanText,
  services: ServiceIds,
  /** How long its window is. */
  minutes: z.number().int().min(5, 'must be at least 5').max(43_200, 'must be at most 30 days'),
  holdsAlerts: z.boolean(),
});
export type TemplateContent = z.output<typeof TemplateContent>;

export const ChangeTemplate = z.object({
  id: Id,
  name: z.string(),
  version: z.number().int(),
  content: TemplateContent,
  /** Null: it may be used. */
  withdrawnAt: Instant.nullable(),
  /** Why it was withdrawn. */
  reason: z.string(),
});
export type ChangeTemplate = z.output<typeof ChangeTemplate>;

/** A template that the desk proposes, because changes that are alike went well again and again. */
export const ChangeProposal = z.object({
  id: Id,
  name: z.string(),
  content: TemplateContent,
  /** Numbers of those changes, the first one first. */
  madeOf: z.array(z.string()),
  proposedAt: Instant,
  /** The caller may approve and decline it. */
  mayDecide: z.boolean(),
});
export type ChangeProposal = z.output<typeof ChangeProposal>;

const Why = z.string().trim().min(1, 'must say why').max(1_000);

export const CreateTemplate = z.strictObject({ name: Name, content: TemplateContent });
export const UpdateTemplate = z.strictObject({ id: Id, name: Name, content: TemplateContent });
export const WithdrawTemplate = z.strictObject({
  id: Id,
  reason: Why,
});

export const changeTemplates = {
  list: endpoint({
    method: 'GET',
    path: '/change-templates',
    summary: 'Templates of standard changes, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ChangeTemplate) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/change-templates',
    summary: 'Agree to a kind of change once and for all',
    scope: 'admin',
    input: CreateTemplate,
    output: ChangeTemplate,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PUT',
    path: '/change-templates/:id',
    summary: 'Change a template; what was made of it stays as it is',
    scope: 'admin',
    input: UpdateTemplate,
    output: ChangeTemplate,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/change-templates/:id/withdraw',
    summary: 'Let nobody use a template any more, until it is approved again',
    scope: 'admin',
    input: WithdrawTemplate,
    output: ChangeTemplate,
  }),
  approve: endpoint({
    method: 'POST',
    path: '/change-templates/:id/approve',
    summary: 'Let a template that was withdrawn be used again',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: ChangeTemplate,
  }),
  proposals: endpoint({
    method: 'GET',
    path: '/change-templates/proposals',
    summary: 'Templates that are proposed because changes like them went well, the oldest first',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ChangeProposal) }),
  }),
  approveProposal: endpoint({
    method: 'POST',
    path: '/change-templates/proposals/:id/approve',
    summary: 'Make a template of what is proposed, as it is or edited: the change manager, or an admin',
    scope: 'write',
    input: z.strictObject({ id: Id, name: Name.optional(), content: TemplateContent.optional() }),
    output: ChangeTemplate,
  }),
  declineProposal: endpoint({
    method: 'POST',
    path: '/change-templates/proposals/:id/decline',
    summary: 'Decline what is proposed, until as many more have gone well',
    scope: 'write',
    input: z.strictObject({ id: Id, reason: Why }),
    output: z.void(),
    status: 204,
  }),
};
