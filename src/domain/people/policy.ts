import { type Actor, type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { isAdmin, isStaff } from './acting.ts';

/** Who may do what with the desk itself: people, teams, queues, rules, settings, tokens, the audit log. */

const holdsScope = (actor: Actor, scope: 'read' | 'write' | 'admin'): boolean =>
  actor.kind !== 'token' || actor.scopes.includes(scope);

/** Only admins, and Deskbell itself, change how the desk is set up. */
export function requireAdmin(ctx: Ctx): void {
  if (ctx.actor.kind === 'system') return;
  const person = personOf(ctx.actor);
  if (!person) fail('unauthenticated', 'Please sign in.');
  if (!isAdmin(person)) fail('forbidden', 'Only an admin may do this.');
  if (!holdsScope(ctx.actor, 'admin')) fail('forbidden', 'This token lacks the scope admin.');
}

/** Agents and admins see the desk's directory: people, teams and queues. */
export function requireStaff(ctx: Ctx): void {
  if (ctx.actor.kind === 'system') return;
  const person = personOf(ctx.actor);
  if (!person) fail('unauthenticated', 'Please sign in.');
  if (!isStaff(person)) fail('forbidden', 'Only agents and admins may do this.');
}

/** Anybody who is signed in, about themselves. */
export function requireSelf(ctx: Ctx) {
  const person = requirePerson(ctx);
  if (!holdsScope(ctx.actor, 'write')) fail('forbidden', 'This token lacks the scope write.');
  return person;
}

/** About an agent: they themselves, admins, and who leads a team that they are in. */
export function requireAbout(ctx: Ctx, agent: { id: string; teamIds: readonly string[] }): void {
  if (ctx.actor.kind === 'system') return;
  const person = requireSelf(ctx);
  const leads = agent.teamIds.some((id) => person.leadOf.includes(id));
  if (person.id !== agent.id && !leads && !isAdmin(person)) {
    fail('forbidden', 'Only they themselves, an admin, or who leads a team of theirs may do this.');
  }
}

/** Anybody who is signed in. */
export function requirePerson(ctx: Ctx) {
  return personOf(ctx.actor) ?? fail('unauthenticated', 'Please sign in.');
}
