import { isStaff } from '../domain/people/acting.ts';
import { preferChannel } from '../domain/people/identities.ts';
import { getTicket } from '../domain/tickets/get.ts';
import { listTickets } from '../domain/tickets/list.ts';
import { type ActingPerson, type Ctx, personOf } from '../lib/context.ts';
import { raiseForm } from './actions.ts';
import { AVAILABILITY, becomeAvailable } from './availability.ts';
import { asksForCatalogue, runRequestCommand } from './catalogue.ts';
import { asksForChanges, runChangeCommand } from './changes.ts';
import type { Inbound } from './channel.ts';
import { consoleLink } from './console-link.ts';
import { asksForIncidents, runIncidentCommand } from './incidents.ts';
import { asksWhoIsOnCall, tellWhoIsOnCall } from './on-call.ts';
import { onCallCommand } from './on-call-commands.ts';
import { DONE, type Outcome, said } from './outcome.ts';
import { openFromForm } from './raise.ts';
import { askForTasks } from './tasks.ts';
import { AGENT_HELP, HELP, STATE_WORDS } from './words.ts';

const NUMBER = /^(?:inc|req|chg|prb)-[1-9]\d{0,11}$/i;
const TASKS_OF = /^tasks ((?:inc|req|chg|prb)-[1-9]\d{0,11})$/;
/** How many tickets “list” shows. */
const LISTED = 10;

/** Where a platform knows no commands, or a space stands before one, “/ticket away” comes as an ordinary message. */
export const withoutCommand = (text: string) =>
  text
    .trim()
    .replace(/^\/ticket(?:\s+|$)/i, '')
    .replace(/^\/(?=(?:oncall|whopages|page|incident|change|request)(?:\s|$))/i, '');
const wordOf = (text: string) => withoutCommand(text).toLowerCase().replace(/\s+/g, ' ');

/**
 * Whether it is said to the desk also in the middle of a talk about a ticket: what the desk has told people to write for
 * something else, and what agents say of themselves. Any other word may be an answer there.
 */
export function isToTheDesk(person: ActingPerson | undefined, text: string): boolean {
  const word = wordOf(text);
  return (
    word === 'new' ||
    word === 'request' ||
    (person !== undefined &&
      isStaff(person) &&
      (AVAILABILITY.has(word) ||
        asksForChanges(word) ||
        asksForIncidents(word) ||
        asksWhoIsOnCall(word) ||
        onCallCommand(withoutCommand(text)) !== undefined))
  );
}

/**
 * The fixed grammar: nothing or `new` opens the form, `request` what can be asked for, `list`, a number, `here`, `console`,
 * `help`, and of agents `tasks` with a number, whether they are there, `incident`, `change`, `oncall`, what begins with
 * `oncall override`, `oncall swap` or `page`, and `whopages` with a service.
 * As a command any other text becomes a ticket; as an ordinary message (`only: 'words'`) it is left alone: the answer is
 * then `done`.
 */
export async function runCommand(
  ctx: Ctx,
  inbound: Inbound,
  text: string,
  options: { only?: 'words' } = {},
): Promise<Outcome> {
  const words = withoutCommand(text);
  const word = wordOf(text);
  if (word === 'help') return said(helpFor(ctx));
  if (word === 'new' || word === '') {
    return { answer: { type: 'form', form: await raiseForm(ctx) }, ticket: null };
  }
  if (word === 'here') return writtenToHere(ctx, inbound);
  if (word === 'console') return consoleLink(ctx, inbound);
  if (word === 'list') return said(await openTicketsInWords(ctx));
  const availability = AVAILABILITY.get(word);
  if (availability) return becomeAvailable(ctx, inbound, availability);
  if (asksWhoIsOnCall(words)) return tellWhoIsOnCall(ctx, words);
  const onCall = onCallCommand(words);
  if (onCall) return onCall(ctx, inbound);
  if (!options.only || asksForIncidents(words)) {
    const incident = await runIncidentCommand(ctx, words);
    if (incident) return incident;
  }
  if (!options.only || asksForCatalogue(words)) {
    const request = await runRequestCommand(ctx, words);
    if (request) return request;
  }
  if (!options.only || asksForChanges(words)) {
    const change = await runChangeCommand(ctx, inbound, words);
    if (change) return change;
  }
  const tasksOf = TASKS_OF.exec(word)?.[1];
  if (tasksOf) return askForTasks(ctx, tasksOf);
  if (NUMBER.test(words)) return said(await ticketInWords(ctx, words));
  if (options.only) return DONE;
  return openFromForm(ctx, inbound, { description: words }, [], 'command');
}

function helpFor(ctx: Ctx): string {
  const person = personOf(ctx.actor);
  return person && isStaff(person) ? `${HELP}\n${AGENT_HELP}` : HELP;
}

/** Where somebody has several chats, the one in which they say so is where the desk writes to them first. */
async function writtenToHere(ctx: Ctx, { channel }: Inbound): Promise<Outcome> {
  await preferChannel(ctx, { channel });
  return said('From now on the desk writes to you here first.');
}

async function openTicketsInWords(ctx: Ctx): Promise<string> {
  const { items, next } = await listTickets(ctx, { mineOnly: true, open: 'true', limit: LISTED });
  if (items.length === 0) return 'You have no open tickets.';
  const lines = items.map((ticket) => `${ticket.number} · ${STATE_WORDS[ticket.state]} · ${ticket.title}`);
  return [...lines, ...(next ? ['… and more in the portal.'] : [])].join('\n');
}

async function ticketInWords(ctx: Ctx, number: string): Promise<string> {
  const ticket = await getTicket(ctx, { number: number.toUpperCase() });
  return [
    `${ticket.number} · ${ticket.title}`,
    `${STATE_WORDS[ticket.state]} · P${ticket.priority} · ${ticket.queue.name} · ${ticket.assignee?.name ?? 'nobody has it yet'}`,
    ...(ticket.progress?.total ? [`${ticket.progress.done} of ${ticket.progress.total} done`] : []),
    ...(ticket.resolution ? [ticket.resolution] : []),
  ].join('\n');
}
