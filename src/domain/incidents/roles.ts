import type { z } from 'zod';
import { type IncidentRole, incidents } from '../../contract/incidents.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireResponder } from '../alerts/policy.ts';
import { actingPerson, isStaff } from '../people/acting.ts';
import { notify } from '../people/notify.ts';
import { requirePerson } from '../people/policy.ts';
import { sight } from '../tickets/policy.ts';
import type { ByNumber } from './declare.ts';
import { nextClaim } from './due.ts';
import { type Locked, lockIncident } from './load.ts';
import { noteIncident } from './note.ts';
import { callIntoRoom } from './room.ts';
import { ROLE_TASKS, ROLE_WORDS } from './states.ts';

/** Gives somebody a role, or takes one: of the others there is one each, anybody may respond. */
export async function takeRole(ctx: Ctx, input: z.input<typeof incidents.take.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, role, personId } = parse(incidents.take.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number);
    await seat(ctx, locked, role, personId ?? requirePerson(ctx).id);
    return { number: locked.ticket.number };
  });
}

async function seat(
  ctx: Ctx,
  { incident, ticket }: Locked,
  role: IncidentRole,
  personId: string,
): Promise<void> {
  const person = await actingPerson(ctx, personId);
  if (!person || !isStaff(person) || sight({ kind: 'person', person }, ticket) !== 'all') {
    return failField('personId', 'names nobody who works on this ticket');
  }
  const before = incident.seats.filter((seat) => seat.role === role);
  if (before.some((seat) => seat.personId === personId)) return;
  const place = { incidentId: incident.id, role };
  if (role !== 'responder') await ctx.db.majorIncidentSeat.deleteMany({ where: place });
  await ctx.db.majorIncidentSeat.create({ data: { ...place, personId, since: ctx.now() } });
  if (role === 'commander') {
    await ctx.db.majorIncident.update({ where: { id: incident.id }, data: { claimDueAt: null } });
  }
  const instead = role === 'responder' ? undefined : before[0]?.person;
  await noteIncident(ctx, incident.id, ticket, {
    kind: 'role',
    text: `${person.name} is ${ROLE_WORDS[role]}${instead ? ` instead of ${instead.name}` : ''}`,
    detail: { role, personId, before: instead?.id ?? null },
  });
  await callIntoRoom(ctx, ticket, personId);
  const told = { ticketId: ticket.id, kind: 'incident' as const };
  await notify(ctx, [
    { ...told, personId, data: { text: `You are ${ROLE_WORDS[role]}. ${ROLE_TASKS[role]}` } },
    ...(instead
      ? [{ ...told, personId: instead.id, data: { text: `${person.name} is ${ROLE_WORDS[role]} now.` } }]
      : []),
  ]);
}

/** Gives a role back. @throws `conflict` when they do not have it */
export async function leaveRole(ctx: Ctx, input: z.input<typeof incidents.leave.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, role, personId } = parse(incidents.leave.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number);
    const whose = personId ?? requirePerson(ctx).id;
    const held = incident.seats.find((seat) => seat.role === role && seat.personId === whose);
    if (!held) return fail('conflict', `They are not ${ROLE_WORDS[role]} of ${ticket.number}.`);
    await ctx.db.majorIncidentSeat.delete({
      where: { incidentId_role_personId: { incidentId: incident.id, role, personId: whose } },
    });
    if (role === 'commander') {
      const claimDueAt = await nextClaim(ctx);
      await ctx.db.majorIncident.update({ where: { id: incident.id }, data: { claimDueAt } });
    }
    await noteIncident(ctx, incident.id, ticket, {
      kind: 'role',
      text: `${held.person.name} is no longer ${ROLE_WORDS[role]}`,
      detail: { role, personId: whose, after: null },
    });
    return { number: ticket.number };
  });
}
