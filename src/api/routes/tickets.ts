import { titleOf } from '../../chat/title.ts';
import { api } from '../../contract/api.ts';
import { cancelTicket } from '../../domain/tickets/cancel.ts';
import { editTicket } from '../../domain/tickets/edit.ts';
import { deleteEntry, editEntry } from '../../domain/tickets/edit-entry.ts';
import { entryEdits, getEntry, getTicket, listEntries, showOpened } from '../../domain/tickets/get.ts';
import { holdTicket, resumeTicket } from '../../domain/tickets/hold.ts';
import { linkTickets, unlinkTickets } from '../../domain/tickets/link.ts';
import { listTickets } from '../../domain/tickets/list.ts';
import { mergeTicket } from '../../domain/tickets/merge.ts';
import { moveTicket } from '../../domain/tickets/move.ts';
import { openTicket } from '../../domain/tickets/open.ts';
import { openChild, setParent } from '../../domain/tickets/parent.ts';
import type { Presence } from '../../domain/tickets/presence.ts';
import { endProject, makeProject } from '../../domain/tickets/project.ts';
import { rateTicket } from '../../domain/tickets/rate.ts';
import { noteOnTicket, replyToTicket } from '../../domain/tickets/reply.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../../domain/tickets/resolve.ts';
import { splitTicket } from '../../domain/tickets/split.ts';
import { assignTicket, takeTicket } from '../../domain/tickets/take.ts';
import { unwatchTicket, watchTicket } from '../../domain/tickets/watch.ts';
import { fail } from '../../lib/errors.ts';
import type { Api, Handlers } from '../bind.ts';
import { parsed } from '../parsed.ts';
import { showAsLeft, thenShow } from '../show.ts';

export const ticketRoutes = (presence: Presence): Handlers<Api['tickets']> => ({
  list: listTickets,
  get: parsed(api.tickets.get, getTicket),
  open: parsed(api.tickets.open, async (ctx, input) => {
    const opened = await openTicket(ctx, { ...input, title: input.title ?? titleOf(input.description) });
    return showOpened(ctx, done(opened));
  }),
  edit: thenShow(editTicket),
  entries: parsed(api.tickets.entries, listEntries),
  reply: async (ctx, input) => getEntry(ctx, done(await replyToTicket(ctx, input)).entryId),
  note: async (ctx, input) => getEntry(ctx, done(await noteOnTicket(ctx, input)).entryId),
  editEntry: async (ctx, input) => getEntry(ctx, (await editEntry(ctx, input)).id),
  deleteEntry: parsed(api.tickets.deleteEntry, async (ctx, input) =>
    getEntry(ctx, (await deleteEntry(ctx, input)).id),
  ),
  entryEdits: parsed(api.tickets.entryEdits, entryEdits),
  take: thenShow(takeTicket),
  assign: thenShow(assignTicket),
  move: thenShow(moveTicket),
  hold: thenShow(holdTicket),
  resume: thenShow(resumeTicket),
  resolve: thenShow(resolveTicket),
  reopen: thenShow(reopenTicket),
  close: thenShow(closeTicket),
  cancel: thenShow(cancelTicket),
  merge: thenShow(mergeTicket),
  link: thenShow(linkTickets),
  unlink: thenShow(unlinkTickets),
  openChild: async (ctx, input) => showAsLeft(ctx, (await openChild(ctx, input)).id),
  setParent: thenShow(setParent),
  makeProject: thenShow(makeProject),
  endProject: thenShow(endProject),
  split: async (ctx, input) => getTicket(ctx, { number: await splitTicket(ctx, input, titleOf) }),
  rate: thenShow(rateTicket),
  watch: thenShow(watchTicket),
  unwatch: thenShow(unwatchTicket),
  presence: presence.say,
});

/** Only an inbound event can turn out to be a repeat, and here is none. */
const done = <Result>(result: Result | undefined): Result =>
  result ?? fail('conflict', 'This was done already.');
