import { askForApproval } from '../../../src/domain/approvals/ask.ts';
import { createApprovalPolicy } from '../../../src/domain/approvals/policies.ts';
import { addTasks } from '../../../src/domain/tasks/add.ts';
import { tickTask } from '../../../src/domain/tasks/tick.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { holdTicket, resumeTicket } from '../../../src/domain/tickets/hold.ts';
import { linkTickets, unlinkTickets } from '../../../src/domain/tickets/link.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { makeProject } from '../../../src/domain/tickets/project.ts';
import { rateTicket } from '../../../src/domain/tickets/rate.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { splitTicket } from '../../../src/domain/tickets/split.ts';
import type { TicketState } from '../../../src/domain/tickets/states.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { unwatchTicket, watchTicket } from '../../../src/domain/tickets/watch.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import type { Cast } from './cast.ts';

/** Another ticket of the same people, for the verbs that need two. */
export type Scene = { number: string; other: string };

/** Every verb with an input that works, and a state from which it does. */
export const ACTS = {
  reply: {
    from: 'in_progress',
    run: (ctx, { number }) => replyToTicket(ctx, { number, body: 'Still dead.' }),
  },
  note: { from: 'in_progress', run: (ctx, { number }) => noteOnTicket(ctx, { number, body: 'Warranty?' }) },
  edit: { from: 'in_progress', run: (ctx, { number }) => editTicket(ctx, { number, title: 'Notebook' }) },
  take: { from: 'new', run: (ctx, { number }) => takeTicket(ctx, { number }) },
  assign: {
    from: 'new',
    run: (ctx, { number }, cast) => assignTicket(ctx, { number, assigneeId: cast.confidant.id }),
  },
  move: {
    from: 'in_progress',
    run: (ctx, { number }, cast) => moveTicket(ctx, { number, queueId: cast.otherQueue.id }),
  },
  hold: {
    from: 'in_progress',
    run: (ctx, { number }) => holdTicket(ctx, { number, reason: 'awaiting_vendor' }),
  },
  resume: { from: 'on_hold', run: (ctx, { number }) => resumeTicket(ctx, { number }) },
  resolve: {
    from: 'in_progress',
    run: (ctx, { number }) => resolveTicket(ctx, { number, resolution: 'Charged.' }),
  },
  reopen: { from: 'resolved', run: (ctx, { number }) => reopenTicket(ctx, { number }) },
  close: { from: 'resolved', run: (ctx, { number }) => closeTicket(ctx, { number }) },
  cancel: { from: 'in_progress', run: (ctx, { number }) => cancelTicket(ctx, { number }) },
  merge: { from: 'in_progress', run: (ctx, { number, other }) => mergeTicket(ctx, { number, into: other }) },
  link: {
    from: 'in_progress',
    run: (ctx, { number, other }) => linkTickets(ctx, { number, kind: 'related', to: other }),
  },
  unlink: {
    from: 'in_progress',
    run: (ctx, { number, other }) => unlinkTickets(ctx, { number, kind: 'child_of', to: other }),
  },
  split: {
    from: 'in_progress',
    run: async (ctx, { number }, cast) => {
      const entry = await cast.store.client.entry.findFirstOrThrow({
        where: { ticket: { number }, kind: 'reply' },
      });
      return splitTicket(ctx, { number, entryId: entry.id }, (text) => text);
    },
  },
  watch: {
    from: 'in_progress',
    run: (ctx, { number }, cast) => watchTicket(ctx, { number, personId: cast.stranger.id }),
  },
  unwatch: {
    from: 'in_progress',
    run: (ctx, { number }, cast) => unwatchTicket(ctx, { number, personId: cast.watcher.id }),
  },
  task: {
    from: 'in_progress',
    run: (ctx, { number }) => addTasks(ctx, { number, tasks: [{ title: 'Order a battery' }] }),
  },
  tick: {
    from: 'in_progress',
    run: async (ctx, { number }, cast) => {
      const task = await cast.store.client.task.findFirstOrThrow({ where: { ticket: { number } } });
      return tickTask(ctx, { id: task.id });
    },
  },
  project: { from: 'in_progress', run: (ctx, { number }) => makeProject(ctx, { number }) },
  approval: {
    from: 'in_progress',
    run: async (ctx, { number }, cast) => {
      const policy = await cast.store.client.approvalPolicy.findFirstOrThrow({ where: { name: number } });
      return askForApproval(ctx, { number, policyId: policy.id });
    },
  },
  rate: { from: 'resolved', run: (ctx, { number }) => rateTicket(ctx, { number, score: 4 }) },
} as const satisfies Record<
  string,
  { from: TicketState; run: (ctx: Ctx, scene: Scene, cast: Cast) => Promise<unknown> }
>;
export type Act = keyof typeof ACTS;
export const acts = Object.keys(ACTS) as Act[];

/** A watched ticket in the state from which the verb works, with a task, and with another one as its parent. */
export async function setScene(cast: Cast, act: Act, queue = cast.queue): Promise<Scene> {
  const number = await cast.open({ queue, watched: true });
  const other = await cast.open({ queue });
  const [from, to] = [await cast.row(number), await cast.row(other)];
  await cast.store.client.ticketLink.create({ data: { fromId: from.id, toId: to.id, kind: 'child_of' } });
  await cast.store.client.task.create({
    data: {
      ...{
        id: cast.ctxFor('system').newId(),
        ticketId: from.id,
        position: 1,
        title: 'Ask for the serial number',
      },
      createdAt: cast.clock.now(),
    },
  });
  if (act === 'approval') {
    const approvers = { who: 'people' as const, personIds: [cast.stranger.id] };
    await createApprovalPolicy(cast.ctxFor('system'), {
      ...{ name: number, stages: [{ groups: [{ approvers, need: { need: 'any' } }] }] },
    });
  }
  await cast.put(number, ACTS[act].from);
  return { number, other };
}

export const perform = (cast: Cast, act: Act, ctx: Ctx, scene: Scene): Promise<unknown> =>
  ACTS[act].run(ctx, scene, cast);
