import type { z } from 'zod';
import { incidentStateWords, incidents } from '../../contract/incidents.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { requireResponder } from '../alerts/policy.ts';
import { announce } from '../outbox/announce.ts';
import { directoryOf } from '../settings/directory.ts';
import { publishUpdate } from '../status/publish.ts';
import { openChildren } from '../tickets/family.ts';
import { type LoadedTicket, lockTicket } from '../tickets/load.ts';
import { writeEntry } from '../tickets/write-entry.ts';
import type { ByNumber } from './declare.ts';
import { nextUpdate } from './due.ts';
import { lockIncident } from './load.ts';
import { moveTo } from './move.ts';
import { noteIncident } from './note.ts';
import { sayInRoom } from './room.ts';

/**
 * Tells those who wait how it stands: in one text the requesters of its ticket and of those below it, and the
 * stakeholders; in words of its own, where there are some, whoever looks at the status page.
 */
export async function postUpdate(ctx: Ctx, input: z.input<typeof incidents.update.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, text, state, status } = parse(incidents.update.input, input);
  const { settings } = await directoryOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, { can: 'told of' });
    if (state) await moveTo(ctx, locked, state);
    const { incident, ticket } = locked;
    await ctx.db.majorIncident.update({
      where: { id: incident.id },
      data: { updateDueAt: await nextUpdate(ctx, ticket.priority) },
    });
    await noteIncident(ctx, incident.id, ticket, {
      kind: 'update',
      text,
      detail: { state: state ?? incident.state },
    });
    if (status) await publishUpdate(ctx, locked, state ?? incident.state, status);
    await tellRequesters(ctx, ticket, text);
    const how = incidentStateWords[state ?? incident.state];
    await sayInRoom(ctx, incident.id, ticket.id, `${how}: ${text}`);
    for (const place of settings.incidents.stakeholders) {
      await announce(ctx, place, { kind: 'text', ticketId: ticket.id, data: { text: `${how}: ${text}` } });
    }
    return { number: ticket.number };
  });
}

async function tellRequesters(ctx: Ctx, ticket: LoadedTicket, text: string): Promise<void> {
  await writeEntry(ctx, ticket, { kind: 'reply', body: text });
  for (const { number } of await openChildren(ctx, ticket.id)) {
    await writeEntry(ctx, await lockTicket(ctx, number), {
      kind: 'reply',
      body: `${ticket.number}: ${text}`,
    });
  }
}
