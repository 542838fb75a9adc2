import { z } from 'zod';
import { Availability, Email, Id, PreferredChannel, Role } from './common.ts';
import { endpoint } from './endpoint.ts';

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  roles: z.array(Role),
  locale: z.string(),
  timeZone: z.string(),
  teams: z.array(z.object({ id: Id, name: z.string(), lead: z.boolean() })),
  /** Where Deskbell can write to them: the chats that they have, and the portal (`web`). */
  channels: z.array(PreferredChannel),
  /** Of those the one where it writes first. */
  firstChannel: PreferredChannel,
  availability: Availability,
});
export type Me = z.output<typeof Me>;

export const PreferChannel = z.strictObject({ channel: PreferredChannel });

export const session = {
  requestLink: endpoint({
    method: 'POST',
    path: '/session/link',
    summary: 'Ask for a one-time sign-in link; the answer is the same whether the address is known or not',
    scope: 'none',
    input: z.strictObject({ email: Email }),
    output: z.object({
      sent: z.literal(true),
      /** Whether this desk can send e-mail; without, only people with an account on a chat platform get a link. */
      mail: z.boolean(),
    }),
    status: 202,
  }),
  start: endpoint({
    method: 'POST',
    path: '/session',
    summary: 'Sign in with the secret of a link; sets the session cookie',
    scope: 'none',
    input: z.strictObject({ secret: z.string().min(20).max(200) }),
    output: Me,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/session',
    summary: 'Who is signed in',
    scope: 'read',
    input: z.strictObject({}),
    output: Me,
  }),
  prefer: endpoint({
    method: 'PUT',
    path: '/session/first-channel',
    summary: 'Choose where Deskbell writes to oneself first: a chat that one has, or the portal (`web`)',
    scope: 'write',
    input: PreferChannel,
    output: Me,
  }),
  end: endpoint({
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out',
    scope: 'none',
    input: z.strictObject({}),
    output: z.void(),
    status: 204,
  }),
};
