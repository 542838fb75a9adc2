import { catalogue, type RequestedItem } from '../../contract/catalogue.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { loadTicket } from '../tickets/load.ts';
import { authorise, sight } from '../tickets/policy.ts';
import { isOpen } from '../tickets/states.ts';
import { answersInWords, peopleIn } from './answers.ts';
import { contentOf } from './offered.ts';

/** What a ticket asks for of the catalogue, for all who see the ticket. Others’ tickets have no numbers for requesters. */
export async function requestOf(ctx: Ctx, reference: string): Promise<RequestedItem> {
  const { number } = parse(catalogue.ofTicket.input, { number: reference });
  const ticket = await loadTicket(ctx, number);
  const seen = sight(ctx.actor, ticket);
  if (seen === 'nothing') authorise(ctx.actor, 'reply', ticket);
  const request = await ctx.db.catalogueRequest.findUnique({
    where: { ticketId: ticket.id },
    include: {
      item: true,
      steps: {
        orderBy: { position: 'asc' },
        include: { ticket: { select: { number: true, state: true } } },
      },
    },
  });
  if (!request) return fail('not_found', `${ticket.number} asks for nothing of the catalogue.`);
  const content = contentOf(request.item);
  const answers = request.answers as Record<string, string>;
  const people = await ctx.db.person.findMany({
    where: { id: { in: peopleIn(content.fields, answers) } },
    select: { id: true, name: true },
  });
  return {
    number: ticket.number,
    item: { id: request.itemId, name: request.item.name, icon: content.icon, version: request.version },
    state: request.state,
    answers: answersInWords(content.fields, answers, (id) => people.find((one) => one.id === id)?.name ?? ''),
    steps: request.steps.map(({ position, ticket: child }) => ({
      title: content.steps[position]?.title ?? '',
      stage: content.steps[position]?.stage ?? 1,
      number: seen === 'all' ? (child?.number ?? null) : null,
      done: child !== null && !isOpen(child.state),
    })),
    requestedAt: request.createdAt.toISOString(),
  };
}
