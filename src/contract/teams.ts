import { z } from 'zod';
import { Id, Name } from './common.ts';
import { endpoint } from './endpoint.ts';

export const Team = z.object({
  id: Id,
  name: z.string(),
  members: z.array(z.object({ id: Id, name: z.string(), lead: z.boolean() })),
});
export type Team = z.output<typeof Team>;

export const CreateTeam = z.strictObject({ name: Name });
export const RenameTeam = z.strictObject({ id: Id, name: Name });
export const SetMember = z.strictObject({ id: Id, personId: Id, lead: z.boolean().default(false) });

export const teams = {
  list: endpoint({
    method: 'GET',
    path: '/teams',
    summary: 'All teams with their members',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Team) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/teams',
    summary: 'Add a team',
    scope: 'admin',
    input: CreateTeam,
    output: Team,
    status: 201,
    idempotent: true,
  }),
  rename: endpoint({
    method: 'PATCH',
    path: '/teams/:id',
    summary: 'Rename a team',
    scope: 'admin',
    input: RenameTeam,
    output: Team,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/teams/:id',
    summary: 'Remove a team that has no queue',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
  setMember: endpoint({
    method: 'PUT',
    path: '/teams/:id/members/:personId',
    summary: 'Put an agent into a team, or change who leads',
    scope: 'admin',
    input: SetMember,
    output: Team,
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/teams/:id/members/:personId',
    summary: 'Take somebody out of a team',
    scope: 'admin',
    input: z.strictObject({ id: Id, personId: Id }),
    output: Team,
  }),
};
