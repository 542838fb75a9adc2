import { z } from 'zod';
import { ActionOutcome, Template, TICKET_ACTIONS } from './automation.ts';
import { Id, Instant, Name, Text, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';

/**
 * What agents say and do again and again: a reply, actions, or both. One with a reply alone is a canned reply. It is
 * applied in one go, as the agent who does it.
 */

/** A reply is no action: it is the macro's text, which may be edited before it is sent. */
export const MacroAction = z.discriminatedUnion('do', [
  /** `me`: whoever applies it. */
  z.strictObject({ do: z.literal('assign'), to: z.union([Id, z.enum(['me', 'nobody'])]) }),
  ...TICKET_ACTIONS,
]);
export type MacroAction = z.output<typeof MacroAction>;

/** Who may use it: all agents, those of some teams, or only its owner. */
export const MacroReach = z.enum(['everybody', 'teams', 'personal']);
export type MacroReach = z.output<typeof MacroReach>;

const definition = {
  name: Name,
  description: z.string().trim().max(500, 'must have at most 500 characters'),
  reach: MacroReach,
  /** Where it is for teams: which. */
  teamIds: z.array(Id).max(50, 'must be at most 50'),
  /** Null: it says nothing. */
  reply: Template.nullable(),
  actions: z.array(MacroAction).max(20, 'must be at most 20'),
};

export const Macro = z.object({
  id: Id,
  ...definition,
  /** Counts the changes of what it does. */
  version: z.number().int(),
  uses: z.number().int(),
  /** Whether the caller may change it. */
  editable: z.boolean(),
  updatedAt: Instant,
});
export type Macro = z.output<typeof Macro>;

export const CreateMacro = z.strictObject({
  ...definition,
  description: definition.description.default(''),
  teamIds: definition.teamIds.default([]),
  reply: definition.reply.default(null),
  actions: definition.actions.default([]),
});
export const UpdateMacro = z.strictObject({ ...z.object(definition).partial().shape, id: Id });

export const ListMacros = z.strictObject({
  /** Only those that could be applied to this ticket as it is. */
  ticket: TicketNumber.optional(),
});

export const PreviewMacro = z.strictObject({ id: Id, ticket: TicketNumber });
export const MacroPreview = z.object({
  name: z.string(),
  version: z.number().int(),
  /** With what the ticket says in it. */
  reply: z.string().nullable(),
  /** In words, in order. */
  actions: z.array(z.string()),
});
export type MacroPreview = z.output<typeof MacroPreview>;

export const ApplyMacro = z.strictObject({
  id: Id,
  ticket: TicketNumber,
  /** What is said instead of the macro's own text. */
  reply: Text.optional(),
  /** Refused if the macro was changed since. */
  version: z.number().int().optional(),
});
export const AppliedMacro = z.object({
  /** The ticket's number by now. */
  ticket: z.string(),
  outcomes: z.array(ActionOutcome),
});
export type AppliedMacro = z.output<typeof AppliedMacro>;

/** “Replied. Put on hold.” What stood already as the macro wants it is not worth a word beside the rest. */
export function appliedWords({ outcomes }: AppliedMacro): string {
  const done = outcomes.filter(({ outcome }) => outcome === 'done');
  return done.length > 0 ? done.map(({ words }) => words).join(' ') : 'All of it was so already.';
}

const ById = z.strictObject({ id: Id });

export const macros = {
  list: endpoint({
    method: 'GET',
    path: '/macros',
    summary: 'Macros that the caller may use, by name; for an admin all that are shared, and their own',
    scope: 'read',
    input: ListMacros,
    output: z.object({ items: z.array(Macro) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/macros',
    summary: 'Add a macro: agents for themselves, who leads teams for those, admins for everybody',
    scope: 'write',
    input: CreateMacro,
    output: Macro,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/macros/:id',
    summary: 'Change a macro',
    scope: 'write',
    input: UpdateMacro,
    output: Macro,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/macros/:id',
    summary: 'Remove a macro; what was done with it stays',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  preview: endpoint({
    method: 'GET',
    path: '/macros/:id/preview',
    summary: 'What a macro would say and do on a ticket; nothing is done',
    scope: 'read',
    input: PreviewMacro,
    output: MacroPreview,
  }),
  fill: endpoint({
    method: 'POST',
    path: '/macros/:id/fill',
    summary: 'The text of a macro for a ticket, to be edited and sent by oneself; counts as a use',
    scope: 'write',
    input: PreviewMacro,
    output: MacroPreview,
  }),
  apply: endpoint({
    method: 'POST',
    path: '/macros/:id/apply',
    summary: 'Reply and act on a ticket as the macro says: all of it, or nothing',
    scope: 'write',
    input: ApplyMacro,
    output: AppliedMacro,
    idempotent: true,
  }),
};
