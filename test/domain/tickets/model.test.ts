import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { holdTicket, resumeTicket } from '../../../src/domain/tickets/hold.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import type { HoldReason, TicketState } from '../../../src/domain/tickets/states.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { DAY } from '../../../src/lib/clock.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { type Cast, createCast, outcome } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

const GRACE = 5 * DAY;
const actors = ['requester', 'stranger', 'watcher', 'agent', 'neighbour', 'admin'] as const;
type Who = (typeof actors)[number];

/** What a ticket is, written down once more and as simply as possible. */
type Model = {
  state: TicketState;
  hold: HoldReason | null;
  assignee: string | null;
  impact: number;
  urgency: number;
  override: number | null;
  resolvedAt: number;
  revision: number;
  audits: number;
};
const start = (): Model => ({
  state: 'new',
  hold: null,
  assignee: null,
  impact: 3,
  urgency: 2,
  override: null,
  resolvedAt: 0,
  revision: 1,
  audits: 1,
});

type Step =
  | { verb: 'take' | 'resume' | 'resolve' | 'reopen' | 'close' | 'cancel' | 'reply' | 'note'; by: Who }
  | { verb: 'hold'; by: Who; reason: HoldReason }
  | { verb: 'assign'; by: Who; to: 'agent' | 'neighbour' | null }
  | { verb: 'edit'; by: Who; impact: 1 | 2 | 3; urgency: 1 | 2 | 3; priority: 1 | 5 | null | undefined }
  | { verb: 'wait'; days: number };

const by = fc.constantFrom(...actors, 'agent' as const, 'requester' as const, 'agent' as const);
const level = fc.constantFrom(1 as const, 2 as const, 3 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      verb: fc.constantFrom('take', 'resume', 'resolve', 'reopen', 'close', 'cancel', 'reply', 'note'),
      by,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('hold' as const),
      by,
      reason: fc.constantFrom('awaiting_requester', 'awaiting_vendor', 'awaiting_change'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('assign' as const),
      by,
      to: fc.constantFrom('agent' as const, 'neighbour' as const, null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('edit' as const),
      by,
      impact: level,
      urgency: level,
      priority: fc.constantFrom(1 as const, 5 as const, null, undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('wait' as const), days: fc.constantFrom(1, 4, 6) }) },
) as fc.Arbitrary<Step>;

const isStaff = (who: Who) => ['agent', 'neighbour', 'admin'].includes(who);
const ongoing = (model: Model) => ['new', 'in_progress', 'on_hold'].includes(model.state);
const matrix = (impact: number, urgency: number) => impact + urgency - 1;
const mayReopen = (model: Model, now: number) =>
  model.state === 'resolved' && now - model.resolvedAt <= GRACE;

/** @returns what the verb should answer; moves the model where it should work */
function expected(
  model: Model,
  step: Exclude<Step, { verb: 'wait' }>,
  now: number,
): 'done' | 'conflict' | 'forbidden' | 'not_found' | 'follow_up' {
  const { by } = step;
  if (by === 'stranger') return 'not_found';
  const own = ['reply', 'resolve', 'reopen', 'cancel'];
  if (!isStaff(by) && !(by === 'requester' ? own : ['reply']).includes(step.verb)) return 'forbidden';
  const moved = (to: TicketState, extra: Partial<Model> = {}) => {
    Object.assign(model, { state: to, hold: null, ...extra });
    model.revision += 1;
    model.audits += 1;
    return 'done' as const;
  };
  switch (step.verb) {
    case 'take':
      if (model.assignee === by) return 'done';
      if (model.assignee || !ongoing(model)) return 'conflict';
      return moved(model.state === 'new' ? 'in_progress' : model.state, { assignee: by, hold: model.hold });
    case 'assign':
      if (!ongoing(model)) return 'conflict';
      if (step.to === model.assignee) return 'done';
      return moved(step.to && model.state === 'new' ? 'in_progress' : model.state, {
        assignee: step.to,
        hold: model.hold,
      });
    case 'hold':
      return model.state === 'new' || model.state === 'in_progress'
        ? moved('on_hold', { hold: step.reason })
        : 'conflict';
    case 'resume':
      return model.state === 'on_hold' ? moved('in_progress') : 'conflict';
    case 'resolve': {
      if (!ongoing(model)) return 'conflict';
      // The requester reads how, as a reply, unless it was them.
      if (by !== 'requester') model.audits += 1;
      return moved('resolved', { resolvedAt: now });
    }
    case 'reopen':
      return mayReopen(model, now) ? moved('in_progress') : 'conflict';
    case 'close':
      return model.state === 'resolved' ? moved('closed') : 'conflict';
    case 'cancel':
      return ongoing(model) ? moved('cancelled') : 'conflict';
    case 'note':
      model.audits += 1;
      return 'done';
    case 'reply':
      if (isStaff(by)) {
        if (model.state === 'closed' || model.state === 'cancelled') return 'conflict';
      } else {
        if (!ongoing(model) && !mayReopen(model, now)) return 'follow_up';
        if (model.hold === 'awaiting_requester') moved('in_progress');
      }
      model.audits += 1;
      return 'done';
    case 'edit': {
      const before = JSON.stringify(model);
      model.impact = step.impact;
      model.urgency = step.urgency;
      if (step.priority !== undefined) model.override = step.priority;
      if (JSON.stringify(model) !== before) {
        model.revision += 1;
        model.audits += 1;
      }
      return 'done';
    }
  }
}

function act(ctx: Ctx, number: string, step: Exclude<Step, { verb: 'wait' }>): Promise<unknown> {
  switch (step.verb) {
    case 'take':
      return takeTicket(ctx, { number });
    case 'assign':
      return assignTicket(ctx, { number, assigneeId: step.to && cast[step.to].id });
    case 'hold':
      return holdTicket(ctx, { number, reason: step.reason });
    case 'resume':
      return resumeTicket(ctx, { number });
    case 'resolve':
      return resolveTicket(ctx, { number, resolution: 'Done' });
    case 'reopen':
      return reopenTicket(ctx, { number });
    case 'close':
      return closeTicket(ctx, { number });
    case 'cancel':
      return cancelTicket(ctx, { number });
    case 'note':
      return noteOnTicket(ctx, { number, body: 'note' });
    case 'reply':
      return replyToTicket(ctx, { number, body: 'reply' });
    case 'edit':
      return editTicket(ctx, {
        number,
        impact: step.impact,
        urgency: step.urgency,
        ...(step.priority === undefined
          ? {}
          : { priority: step.priority && { value: step.priority, reason: 'Because' } }),
      });
  }
}

test('whatever is done by whomever in whatever order, a ticket is what the simple model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const number = await cast.open({ watched: true });
      const model = start();
      for (const one of steps) {
        if (one.verb === 'wait') {
          cast.clock.advance(one.days * DAY);
          continue;
        }
        const wanted = expected(model, one, cast.clock.now().getTime());
        let followUp = false;
        const done = act(cast.ctxFor(cast[one.by]), number, one).then((result) => {
          followUp = (result as { followUp?: boolean } | undefined)?.followUp ?? false;
        });
        const result = await outcome(done);
        expect(followUp ? 'follow_up' : result).toBe(wanted);
      }
      const row = await cast.row(number);
      expect({
        state: row.state,
        hold: row.holdReason,
        assignee: actors.find((name) => cast[name].id === row.assigneeId) ?? null,
        impact: row.impact,
        urgency: row.urgency,
        revision: row.revision,
      }).toEqual({
        state: model.state,
        hold: model.hold,
        assignee: model.assignee,
        impact: model.impact,
        urgency: model.urgency,
        revision: model.revision,
      });
      expect(row.holdReason !== null).toBe(row.state === 'on_hold');
      expect(row.priority).toBe(model.override ?? matrix(model.impact, model.urgency));
      expect(row.priorityReason !== null).toBe(model.override !== null);
      expect(await cast.audits(number)).toHaveLength(model.audits);
      expect(await cast.events(number)).toHaveLength(model.revision - 1);
    }),
    { numRuns: 40 },
  );
}, 60_000);
