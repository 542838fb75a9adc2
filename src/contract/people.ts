import { z } from 'zod';
import {
  Availability,
  Capacity,
  Email,
  Id,
  Instant,
  Locale,
  Name,
  PageQuery,
  PreferredChannel,
  page,
  QueryFlag,
  Role,
  Tags,
  TimeZone,
} from './common.ts';
import { endpoint } from './endpoint.ts';

export const PersonRef = z.object({ id: Id, name: z.string() });
export type PersonRef = z.output<typeof PersonRef>;

export const Person = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  roles: z.array(Role),
  locale: z.string(),
  timeZone: z.string(),
  active: z.boolean(),
  guest: z.boolean(),
  external: z.boolean(),
  createdAt: Instant,
  teams: z.array(z.object({ id: Id, name: z.string(), lead: z.boolean() })),
  /** Accounts on channels; `since`: when it became theirs. */
  identities: z.array(z.object({ channel: z.string(), externalId: z.string(), since: Instant })),
  /** Where Deskbell writes to them first; null: in the chat where they were met last. */
  preferredChannel: z.string().nullable(),
  /** Whom they answer to. */
  managerId: Id.nullable(),
  availability: Availability,
  /** How many open tickets they are given at most; null: as the settings say. */
  capacity: z.number().int().nullable(),
  /** Tags of tickets that they know about. */
  skills: z.array(z.string()),
});
export type Person = z.output<typeof Person>;

const Roles = z
  .array(Role)
  .min(1, 'must have at least one role')
  .transform((roles) => [...new Set(roles)]);

export const CreatePerson = z.strictObject({
  email: Email,
  name: Name,
  roles: Roles.default(['requester']),
  locale: Locale.default('en'),
  timeZone: TimeZone.default('UTC'),
  guest: z.boolean().default(false),
  external: z.boolean().default(false),
});
export const UpdatePerson = z.strictObject({
  id: Id,
  name: Name.optional(),
  email: Email.optional(),
  roles: Roles.optional(),
  locale: Locale.optional(),
  timeZone: TimeZone.optional(),
  active: z.boolean().optional(),
  guest: z.boolean().optional(),
  external: z.boolean().optional(),
  preferredChannel: PreferredChannel.nullable().optional(),
  managerId: Id.nullable().optional(),
  capacity: Capacity.nullable().optional(),
  skills: Tags.optional(),
});
/** An account on a channel, as it stands among the identities of a person. */
export const Identity = z.strictObject({
  id: Id,
  channel: z.string().min(1).max(30),
  externalId: z.string().min(1).max(200),
});
export const JoinIdentity = Identity.extend({
  /** Who has it now, as far as the caller knows; null: nobody. If told and somebody else has it, nothing is moved. */
  from: Id.nullable().optional(),
});
export const ListPeople = z.strictObject({
  ...PageQuery,
  /** Part of a name or e-mail address. */
  q: z.string().max(100).optional(),
  agents: QueryFlag.optional(),
  active: QueryFlag.optional(),
});

export const people = {
  list: endpoint({
    method: 'GET',
    path: '/people',
    summary: 'People, by name',
    scope: 'read',
    input: ListPeople,
    output: page(Person),
  }),
  get: endpoint({
    method: 'GET',
    path: '/people/:id',
    summary: 'One person',
    scope: 'read',
    input: z.strictObject({ id: Id }),
    output: Person,
  }),
  create: endpoint({
    method: 'POST',
    path: '/people',
    summary: 'Add a person',
    scope: 'admin',
    input: CreatePerson,
    output: Person,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/people/:id',
    summary: 'Change a person; deactivating ends their sessions and tokens',
    scope: 'admin',
    input: UpdatePerson,
    output: Person,
  }),
  join: endpoint({
    method: 'PUT',
    path: '/people/:id/identities/:channel/:externalId',
    summary:
      'Join an account to a person; it leaves whoever had it. With `from`, 409 if that is somebody else, who is named in `data`',
    scope: 'admin',
    input: JoinIdentity,
    output: Person,
  }),
  part: endpoint({
    method: 'DELETE',
    path: '/people/:id/identities/:channel/:externalId',
    summary:
      'Part an account from a person; who writes with it next is known by the address that the channel vouches for',
    scope: 'admin',
    input: Identity,
    output: Person,
  }),
  signInLink: endpoint({
    method: 'POST',
    path: '/people/:id/sign-in-link',
    summary: 'Make a one-time sign-in link to hand over',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.object({ url: z.string(), expiresAt: Instant }),
    status: 201,
  }),
  endSessions: endpoint({
    method: 'DELETE',
    path: '/people/:id/sessions',
    summary: 'Sign a person out everywhere',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.object({ ended: z.number().int() }),
  }),
};
