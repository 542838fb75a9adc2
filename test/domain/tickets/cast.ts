import { expect } from 'vitest';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { HoldReason, TicketState } from '../../../src/domain/tickets/states.ts';
import type { ActingPerson, Actor, Scope } from '../../../src/lib/context.ts';
import { type ErrorCode, isDeskbellError } from '../../../src/lib/errors.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

/** A desk with everybody who could have a say in a ticket. */
export type Cast = Desk & {
  requester: ActingPerson;
  /** Asks for help too, but not here. */
  stranger: ActingPerson;
  watcher: ActingPerson;
  agent: ActingPerson;
  /** An agent of another team. */
  neighbour: ActingPerson;
  admin: ActingPerson;
  /** Works on the private queue. */
  confidant: ActingPerson;
  guest: ActingPerson;
  external: ActingPerson;
  otherQueue: { id: string; name: string };
  privateQueue: { id: string; name: string };
  /** Opens a ticket; returns its number. */
  open(options?: {
    by?: ActingPerson;
    queue?: { id: string };
    title?: string;
    description?: string;
    kind?: 'incident' | 'request';
    watched?: boolean;
  }): Promise<string>;
  /** Puts a ticket into a state by hand, past all verbs. */
  put(number: string, state: TicketState, holdReason?: HoldReason): Promise<void>;
  row(number: string): Promise<Awaited<ReturnType<Desk['store']['client']['ticket']['findUniqueOrThrow']>>>;
  /** Actions of the audit log about a ticket, oldest first. */
  audits(number: string): Promise<string[]>;
  /** Events of the timeline, oldest first: action and changed fields. */
  events(number: string): Promise<string[]>;
  /** All that a verb could leave behind: the rows of these tickets, and how much there is of everything. */
  traces(...numbers: string[]): Promise<Record<string, unknown>>;
};

export const tokenOf = (person: ActingPerson, ...scopes: Scope[]): Actor => ({
  kind: 'token',
  tokenId: 'a-token',
  scopes,
  person,
});

export async function createCast(): Promise<Cast> {
  const desk = await createDesk();
  const neighbours = await desk.addTeam('Network');
  const confidants = await desk.addTeam('People');
  const staff: ('requester' | 'agent' | 'admin')[] = ['requester', 'agent'];
  const people = {
    requester: await desk.person({ name: 'Grace' }),
    stranger: await desk.person({ name: 'Stan' }),
    watcher: await desk.person({ name: 'Wanda' }),
    agent: await desk.person({ name: 'Ada', roles: staff, teams: [desk.team] }),
    neighbour: await desk.person({ name: 'Nils', roles: staff, teams: [neighbours] }),
    admin: await desk.person({ name: 'Root', roles: ['requester', 'admin'] }),
    confidant: await desk.person({ name: 'Hana', roles: staff, teams: [confidants] }),
    guest: await desk.person({ name: 'Guest', guest: true }),
    external: await desk.person({ name: 'External', external: true }),
  };
  const otherQueue = await desk.addQueue({
    name: 'Networks',
    team: neighbours,
    triage: { channel: 'web', conversation: 'triage:networks' },
  });
  const privateQueue = await desk.addQueue({
    name: 'Personal matters',
    team: confidants,
    visibility: 'private',
    triage: { channel: 'web', conversation: 'triage:private' },
  });
  await desk.store.client.queue.update({
    where: { id: desk.queue.id },
    data: { triage: [{ channel: 'web', conversation: 'triage:it' }] },
  });
  await desk.store.client.setting.create({
    data: { name: 'defaultQueueId', value: desk.queue.id, updatedAt: desk.clock.now() },
  });
  desk.bus.publish({ topic: 'directory' });
  const { client } = desk.store;
  const row: Cast['row'] = (number) => client.ticket.findUniqueOrThrow({ where: { number } });
  return {
    ...desk,
    ...people,
    otherQueue,
    privateQueue,
    row,
    async open({ by = people.requester, queue = desk.queue, title, description, kind, watched } = {}) {
      const opened = await openTicket(desk.ctxFor(by), {
        title: title ?? 'Laptop',
        description: description ?? 'It does not start.',
        queueId: queue.id,
        ...(kind ? { kind } : {}),
      });
      if (!opened) throw new Error('not opened');
      if (watched) {
        await client.ticketWatcher.create({ data: { ticketId: opened.id, personId: people.watcher.id } });
      }
      return opened.number;
    },
    async put(number, state, holdReason = 'awaiting_vendor') {
      await client.ticket.update({
        where: { number },
        data: {
          state,
          holdReason: state === 'on_hold' ? holdReason : null,
          resolvedAt: state === 'resolved' || state === 'closed' ? desk.clock.now() : null,
        },
      });
    },
    async audits(number) {
      const { id } = await row(number);
      const rows = await client.auditEntry.findMany({
        where: { subjectType: 'ticket', subjectId: id },
        orderBy: { id: 'asc' },
      });
      return rows.map((one) => one.action);
    },
    async events(number) {
      const { id } = await row(number);
      const rows = await client.entry.findMany({
        where: { ticketId: id, kind: 'event' },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      return rows.map((one) => {
        const { action, changes } = one.data as { action: string; changes: { field: string }[] };
        return [action, ...changes.map((change) => change.field).sort()].join(' ');
      });
    },
    async traces(...numbers) {
      const { rows } = await desk.store.pool.query(
        `SELECT (SELECT json_agg(t ORDER BY id) FROM ticket t WHERE number = ANY($1)) AS tickets,
                (SELECT json_agg(s ORDER BY ticket_id) FROM ticket_search s JOIN ticket t ON t.id = s.ticket_id
                  WHERE number = ANY($1)) AS words,
                ${[
                  'ticket',
                  'entry',
                  'ticket_link',
                  'task',
                  'ticket_watcher',
                  'ticket_alias',
                  'ticket_thread',
                  'notice',
                  'audit_entry',
                  'entry_edit',
                  'rating',
                  'delivery',
                ]
                  .map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`)
                  .join(', ')}`,
        [numbers],
      );
      return rows[0];
    },
  };
}

/** How an attempt was refused; fails the test when it was not, or by a fault of ours. */
export async function refusal(
  attempt: Promise<unknown>,
): Promise<{ code: ErrorCode; message: string; fields: string[] }> {
  try {
    await attempt;
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return {
      code: error.code,
      message: error.message,
      fields: error.details.problems?.map((problem) => problem.field) ?? [],
    };
  }
  return expect.fail('It was not refused.');
}

/** `done`, or the code of the refusal. */
export const outcome = (attempt: Promise<unknown>): Promise<'done' | ErrorCode> =>
  attempt.then(
    () => 'done' as const,
    (error) => {
      if (isDeskbellError(error)) return error.code;
      throw error;
    },
  );
