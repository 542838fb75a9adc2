import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { closeDueTickets } from '../../../src/domain/tickets/close-due.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { deleteEntry, editEntry, restoreEntry } from '../../../src/domain/tickets/edit-entry.ts';
import { entryEdits, getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import { holdTicket } from '../../../src/domain/tickets/hold.ts';
import { linkTickets, unlinkTickets } from '../../../src/domain/tickets/link.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { rateTicket } from '../../../src/domain/tickets/rate.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { splitTicket } from '../../../src/domain/tickets/split.ts';
import { legalMoves, ticketMoves, ticketStates } from '../../../src/domain/tickets/states.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { unwatchTicket, watchTicket } from '../../../src/domain/tickets/watch.ts';
import { DAY } from '../../../src/lib/clock.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { type Act, acts, perform, setScene } from './acts.ts';
import { type Cast, createCast, outcome, refusal } from './cast.ts';

let cast: Cast;
let asAgent: Ctx;
let asRequester: Ctx;
beforeAll(async () => {
  cast = await createCast();
  asAgent = cast.ctxFor(cast.agent);
  asRequester = cast.ctxFor(cast.requester);
});
afterAll(() => cast.close());

const see = (number: string, ctx = asAgent) => getTicket(ctx, { number });
const timeline = async (number: string, ctx = asAgent) =>
  (await listEntries(ctx, { number, limit: 200 })).items;
const said = async (number: string, ctx = asAgent) =>
  (await timeline(number, ctx)).filter((entry) => entry.kind !== 'event').map((entry) => entry.body);

/** What each verb writes on the ticket itself: the event with the fields it names, and the audit log's actions. */
const written: Record<Act, { event: string | null; audits: string[]; revision: number }> = {
  reply: { event: null, audits: ['ticket.reply'], revision: 0 },
  note: { event: null, audits: ['ticket.note'], revision: 0 },
  edit: { event: 'edit title', audits: ['ticket.edit'], revision: 1 },
  take: { event: 'take assigneeId state', audits: ['ticket.take'], revision: 1 },
  assign: { event: 'assign assigneeId state', audits: ['ticket.assign'], revision: 1 },
  move: { event: 'move queueId', audits: ['ticket.move'], revision: 1 },
  hold: { event: 'hold holdReason state', audits: ['ticket.hold'], revision: 1 },
  resume: { event: 'resume holdReason state', audits: ['ticket.resume'], revision: 1 },
  resolve: {
    event: 'resolve resolution resolutionCode state',
    audits: ['ticket.reply', 'ticket.resolve'],
    revision: 1,
  },
  reopen: { event: 'reopen state', audits: ['ticket.reopen'], revision: 1 },
  close: { event: 'close state', audits: ['ticket.close'], revision: 1 },
  cancel: { event: 'cancel state', audits: ['ticket.cancel'], revision: 1 },
  merge: { event: null, audits: ['ticket.merge'], revision: 1 },
  link: { event: 'link related', audits: ['ticket.link'], revision: 1 },
  unlink: { event: 'link child_of', audits: ['ticket.link'], revision: 1 },
  split: { event: 'split split', audits: ['ticket.split'], revision: 1 },
  watch: { event: 'watch watcher', audits: ['ticket.watch'], revision: 1 },
  unwatch: { event: 'watch watcher', audits: ['ticket.watch'], revision: 1 },
  task: { event: 'task task', audits: ['ticket.task'], revision: 1 },
  tick: { event: 'tick taskDone', audits: ['ticket.tick'], revision: 1 },
  project: { event: 'project isProject', audits: ['ticket.project'], revision: 1 },
  approval: { event: 'approval approval', audits: ['approval.ask'], revision: 0 },
  rate: { event: 'rate rating', audits: ['ticket.rate'], revision: 1 },
};

describe('every verb', () => {
  test.each(acts)('%s writes one event, its audit entries and fresh cards', async (act) => {
    const scene = await setScene(cast, act);
    const channel = recordingChannel();
    await deliverAll(cast, channel);
    const [before, audits, events] = await Promise.all([
      cast.row(scene.number),
      cast.audits(scene.number),
      cast.events(scene.number),
    ]);
    channel.calls.length = 0;
    await perform(cast, act, act === 'rate' ? asRequester : asAgent, scene);
    const after = await cast.row(scene.number);
    expect((await cast.audits(scene.number)).slice(audits.length)).toEqual(written[act].audits);
    const { event, revision } = written[act];
    // A merged ticket's timeline has gone over to the other one.
    if (act !== 'merge') {
      expect((await cast.events(scene.number)).slice(events.length)).toEqual(event ? [event] : []);
    }
    expect(after.revision - before.revision).toBe(revision);
    if (revision > 0) {
      const waiting = await cast.store.client.notice.findMany({
        where: { ticketId: before.id, state: 'pending', entryId: null },
      });
      const kinds = new Set(waiting.map((notice) => notice.viewKind));
      expect(kinds).toEqual(new Set(['requester_card', 'triage_card']));
    }
  });

  test.each(acts)('%s that fails at its last step leaves nothing', async (act) => {
    const scene = await setScene(cast, act);
    const before = await cast.traces(scene.number, scene.other);
    // Its last write is the notice, the audit entry or the cards: none of them may be there without the others.
    await cast.store.pool.query('ALTER TABLE notice ADD CONSTRAINT full_up CHECK (false) NOT VALID');
    await cast.store.pool.query('ALTER TABLE audit_entry ADD CONSTRAINT full_up CHECK (false) NOT VALID');
    try {
      await expect(perform(cast, act, act === 'rate' ? asRequester : asAgent, scene)).rejects.toThrow();
    } finally {
      await cast.store.pool.query('ALTER TABLE notice DROP CONSTRAINT full_up');
      await cast.store.pool.query('ALTER TABLE audit_entry DROP CONSTRAINT full_up');
    }
    expect(await cast.traces(scene.number, scene.other)).toEqual(before);
  });

  test.each(['take', 'assign', 'move', 'edit', 'link', 'unlink', 'watch', 'unwatch'] as const)(
    '%s that changes nothing writes nothing',
    async (act) => {
      const scene = await setScene(cast, act);
      await perform(cast, act, asAgent, scene);
      cast.clock.advance(60_000);
      const before = await cast.traces(scene.number, scene.other);
      expect(await outcome(perform(cast, act, asAgent, scene))).toBe('done');
      expect(await cast.traces(scene.number, scene.other)).toEqual(before);
    },
  );
});

describe('every state', () => {
  const moves = Object.keys(ticketMoves) as (keyof typeof ticketMoves)[];
  test.each(ticketStates)('%s allows its moves and refuses the others by naming those', async (state) => {
    for (const act of moves) {
      const scene = await setScene(cast, act);
      await cast.put(scene.number, state);
      const before = await cast.traces(scene.number, scene.other);
      if (legalMoves(state).includes(act) || (act === 'take' && ['in_progress', 'on_hold'].includes(state))) {
        expect([act, await outcome(perform(cast, act, asAgent, scene))]).toEqual([act, 'done']);
        const to = act === 'take' && state !== 'new' ? state : ticketMoves[act].to;
        expect((await cast.row(scene.number)).state).toBe(to);
      } else {
        const { code, message } = await refusal(perform(cast, act, asAgent, scene));
        expect(code).toBe('conflict');
        expect(message).toContain(`cannot be ${ticketMoves[act].can}`);
        for (const legal of legalMoves(state)) expect(message).toContain(ticketMoves[legal].can);
        expect(await cast.traces(scene.number, scene.other)).toEqual(before);
      }
    }
  });

  test.each(['resolved', 'closed', 'cancelled'] as const)('%s cannot be moved or assigned', async (state) => {
    for (const [act, word] of [
      ['move', 'moved'],
      ['assign', 'assigned'],
    ] as const) {
      const scene = await setScene(cast, act);
      await cast.put(scene.number, state);
      const { code, message } = await refusal(perform(cast, act, asAgent, scene));
      expect(code).toBe('conflict');
      expect(message).toContain(`cannot be ${word}`);
    }
  });

  test.each(['closed', 'cancelled'] as const)(
    '%s is not answered by agents, but noted upon',
    async (state) => {
      const scene = await setScene(cast, 'reply');
      await cast.put(scene.number, state);
      expect((await refusal(perform(cast, 'reply', asAgent, scene))).code).toBe('conflict');
      expect(await outcome(perform(cast, 'note', asAgent, scene))).toBe('done');
    },
  );
});

describe('opening', () => {
  test('writes the ticket, its first entry, the search words, the audit entry and the notices', async () => {
    const number = await cast.open({ title: 'Beamer', description: 'No picture in room 4711.' });
    expect(await see(number)).toMatchObject({
      state: 'new',
      kind: 'request',
      impact: 3,
      urgency: 2,
      priority: 4,
      requester: { name: 'Grace' },
      openedBy: { name: 'Grace' },
      revision: 1,
      channel: 'api',
      source: 'api',
    });
    expect(await said(number)).toEqual(['No picture in room 4711.']);
    expect(await cast.audits(number)).toEqual(['ticket.open']);
    expect((await listTickets(asAgent, { q: 'beamer 4711 room' })).items.map((one) => one.number)).toEqual([
      number,
    ]);
  });

  test('100 at once get 100 numbers', async () => {
    const opened = await Promise.all(Array.from({ length: 100 }, () => cast.open({ kind: 'incident' })));
    expect(new Set(opened).size).toBe(100);
    for (const number of opened) expect(number).toMatch(/^INC-[1-9]\d*$/);
  });
});

describe('editing', () => {
  test('the priority follows the matrix until it is overridden with a reason, and again after that', async () => {
    const number = await cast.open();
    const edit = (fields: object) => editTicket(asAgent, { number, ...fields });
    await edit({ impact: 1, urgency: 1 });
    expect(await see(number)).toMatchObject({ priority: 1, priorityReason: null });
    expect((await refusal(edit({ priority: { value: 3, reason: ' ' } }))).fields).toEqual([
      'priority.reason',
    ]);
    await edit({ priority: { value: 5, reason: 'Only a demo' } });
    await edit({ impact: 2, urgency: 1 });
    expect(await see(number)).toMatchObject({ priority: 5, priorityReason: 'Only a demo', impact: 2 });
    await edit({ priority: null });
    expect(await see(number)).toMatchObject({ priority: 2, priorityReason: null });
  });

  test('another kind brings another number; each old one goes on meaning the ticket', async () => {
    const first = await cast.open();
    await editTicket(asAgent, { number: first, kind: 'incident' });
    const { number: second } = await see(first);
    expect(second).toMatch(/^INC-/);
    await editTicket(asAgent, { number: first, kind: 'problem' });
    const third = await see(second);
    expect(third.number).toMatch(/^PRB-/);
    expect(third.aliases.sort()).toEqual([first, second].sort());
    await replyToTicket(asRequester, { number: first, body: 'by the old number' });
    expect(await said(third.number)).toContain('by the old number');
    expect(third.kind).toBe('problem');
  });

  test('words that were edited away are found no more, new ones are', async () => {
    const number = await cast.open({ title: 'Qwertzuiop', description: 'something else' });
    await editTicket(asAgent, { number, title: 'Asdfghjkl' });
    expect((await listTickets(asAgent, { q: 'qwertzuiop' })).items).toEqual([]);
    expect((await listTickets(asAgent, { q: 'asdfghjkl' })).items.map((one) => one.number)).toEqual([number]);
  });

  test('a stale revision is refused, with the current one', async () => {
    const number = await cast.open();
    const { revision } = await see(number);
    const edits = await Promise.all(
      ['One', 'Two', 'Three'].map((title) => outcome(editTicket(asAgent, { number, title, revision }))),
    );
    expect(edits.sort()).toEqual(['conflict', 'conflict', 'done']);
    expect((await see(number)).revision).toBe(revision + 1);
  });
});

describe('holding', () => {
  test('a comment is a question to the requester when it waits for them, else a note', async () => {
    const asked = await cast.open();
    await holdTicket(asAgent, { number: asked, reason: 'awaiting_requester', comment: 'Which model?' });
    expect(await said(asked, asRequester)).toContain('Which model?');
    const noted = await cast.open();
    await holdTicket(asAgent, { number: noted, reason: 'awaiting_vendor', comment: 'They are slow.' });
    expect(await said(noted, asRequester)).not.toContain('They are slow.');
    expect(await said(noted)).toContain('They are slow.');
  });

  test('the answer of the requester takes it off hold, one by an agent does not', async () => {
    const number = await cast.open();
    await holdTicket(asAgent, { number, reason: 'awaiting_requester' });
    await replyToTicket(asAgent, { number, body: 'Are you there?' });
    expect(await see(number)).toMatchObject({ state: 'on_hold', holdReason: 'awaiting_requester' });
    await replyToTicket(asRequester, { number, body: 'Yes.' });
    expect(await see(number)).toMatchObject({ state: 'in_progress', holdReason: null });
    expect(await cast.audits(number)).toEqual([
      'ticket.open',
      'ticket.hold',
      'ticket.reply',
      'ticket.resume',
      'ticket.reply',
    ]);
  });
});

describe('the end of a ticket', () => {
  test('it can be reopened up to the last instant of the grace period, and closes by itself after that', async () => {
    const [kept, late] = [await cast.open(), await cast.open()];
    for (const number of [kept, late]) await resolveTicket(asAgent, { number, resolution: 'Done.' });
    cast.clock.advance(5 * DAY);
    await closeDueTickets(cast.ctxFor('system'));
    expect((await see(kept)).reopenUntil).toBe(cast.clock.now().toISOString());
    await reopenTicket(asRequester, { number: kept, reason: 'Broke again.' });
    expect((await see(kept)).state).toBe('in_progress');
    cast.clock.advance(1);
    expect(await see(late)).toMatchObject({ state: 'resolved', reopenUntil: null });
    expect((await refusal(reopenTicket(asRequester, { number: late }))).code).toBe('conflict');
    expect((await see(late, asRequester)).verbs).not.toContain('reopen');
    await closeDueTickets(cast.ctxFor('system'));
    expect(await see(late)).toMatchObject({ state: 'closed' });
    expect((await cast.audits(late)).at(-1)).toBe('ticket.close');
  });

  test('more than one batch is closed, and several workers do not get in each other’s way', async () => {
    const numbers = await Promise.all(Array.from({ length: 120 }, () => cast.open()));
    await cast.store.client.ticket.updateMany({
      where: { number: { in: numbers } },
      data: { state: 'resolved', resolvedAt: cast.clock.now() },
    });
    cast.clock.advance(5 * DAY + 1);
    for (let round = 0; round < 2; round += 1) {
      await Promise.all([closeDueTickets(cast.ctxFor('system')), closeDueTickets(cast.ctxFor('system'))]);
    }
    expect(
      await cast.store.client.ticket.count({ where: { number: { in: numbers }, state: 'closed' } }),
    ).toBe(120);
    for (const number of numbers.slice(0, 5))
      expect(await cast.audits(number)).toEqual(['ticket.open', 'ticket.close']);
  });

  test('resolving and cancelling tell the requester why, unless it was them', async () => {
    const [resolved, cancelled, own] = [await cast.open(), await cast.open(), await cast.open()];
    await resolveTicket(asAgent, { number: resolved, resolution: 'New battery.', code: 'workaround' });
    expect(await said(resolved, asRequester)).toContain('New battery.');
    expect(await see(resolved)).toMatchObject({ resolution: 'New battery.', resolutionCode: 'workaround' });
    await cancelTicket(asAgent, { number: cancelled, reason: 'Not ours.' });
    expect(await said(cancelled, asRequester)).toContain('Not ours.');
    await resolveTicket(asRequester, { number: own, resolution: 'It came back.' });
    expect(await said(own)).toEqual(['It does not start.']);
  });

  test('a reply to a final ticket becomes a new one that is linked to it; agents are sent away', async () => {
    const number = await cast.open();
    await cast.put(number, 'closed');
    const written = await replyToTicket(asRequester, { number, body: 'It is back.' });
    expect(written).toMatchObject({ followUp: true });
    const next = await see(written?.number ?? '');
    expect(next).toMatchObject({ state: 'new', title: 'Again: Laptop', requester: { name: 'Grace' } });
    expect(next.links).toMatchObject([{ kind: 'related', number }]);
    expect(await said(number)).not.toContain('It is back.');
  });

  test('a follow-up finds a home though its queue was archived', async () => {
    const old = await cast.addQueue({});
    const number = await cast.open({ queue: old });
    await cast.put(number, 'closed');
    await cast.store.client.queue.update({ where: { id: old.id }, data: { archivedAt: cast.clock.now() } });
    cast.bus.publish({ topic: 'directory' });
    const written = await replyToTicket(asRequester, { number, body: 'And again.' });
    expect((await see(written?.number ?? '')).queue.name).not.toBe(old.name);
  });

  test('a watcher who writes “reopen” is heard, though only the requester can reopen', async () => {
    const number = await cast.open({ watched: true });
    await cast.put(number, 'resolved');
    const asWatcher = cast.ctxFor(cast.watcher);
    const intake = { delivery: 'watcher-1', intent: 'reopen' as const };
    await replyToTicket(asWatcher, { number, body: 'Reopen please' }, intake);
    expect(await see(number)).toMatchObject({ state: 'resolved' });
    expect(await said(number)).toContain('Reopen please');
  });

  test('it is rated once, by its requester, from 1 to 5', async () => {
    const number = await cast.open();
    expect((await refusal(rateTicket(asRequester, { number, score: 5 }))).code).toBe('conflict');
    await cast.put(number, 'resolved');
    expect((await refusal(rateTicket(asRequester, { number, score: 6 }))).fields).toEqual(['score']);
    await rateTicket(asRequester, { number, score: 2, comment: 'Slow' });
    expect((await refusal(rateTicket(asRequester, { number, score: 5 }))).code).toBe('conflict');
    expect((await see(number)).rating).toMatchObject({ score: 2, comment: 'Slow' });
  });
});

describe('assigning', () => {
  test('goes to agents who work on the queue only', async () => {
    const number = await cast.open({ queue: cast.privateQueue });
    const asConfidant = cast.ctxFor(cast.confidant);
    for (const person of [cast.agent, cast.admin, cast.requester, cast.guest]) {
      expect((await refusal(assignTicket(asConfidant, { number, assigneeId: person.id }))).fields).toEqual([
        'assigneeId',
      ]);
    }
    await assignTicket(asConfidant, { number, assigneeId: cast.confidant.id });
    expect(await see(number, asConfidant)).toMatchObject({
      assignee: { name: 'Hana' },
      state: 'in_progress',
    });
    await assignTicket(asConfidant, { number, assigneeId: null });
    expect(await see(number, asConfidant)).toMatchObject({ assignee: null, state: 'in_progress' });
  });

  test('who takes what somebody has is told who', async () => {
    const number = await cast.open();
    await takeTicket(asAgent, { number });
    expect((await refusal(takeTicket(cast.ctxFor(cast.neighbour), { number }))).message).toContain(
      'taken by Ada',
    );
  });
});

describe('moving', () => {
  test('an assignee who does not work on the new queue lets go; one who does keeps it', async () => {
    const number = await cast.open();
    await takeTicket(asAgent, { number });
    await moveTicket(asAgent, { number, queueId: cast.otherQueue.id, reason: 'Wi-Fi' });
    expect(await see(number)).toMatchObject({ queue: { name: 'Networks' }, assignee: { name: 'Ada' } });
    await moveTicket(asAgent, { number, queueId: cast.privateQueue.id });
    expect(await see(number, cast.ctxFor(cast.confidant))).toMatchObject({
      assignee: null,
      state: 'in_progress',
    });
    expect((await refusal(see(number))).code).toBe('not_found');
  });

  test('not into an archived queue', async () => {
    const old = await cast.addQueue({});
    await cast.store.client.queue.update({ where: { id: old.id }, data: { archivedAt: cast.clock.now() } });
    cast.bus.publish({ topic: 'directory' });
    const number = await cast.open();
    expect((await refusal(moveTicket(asAgent, { number, queueId: old.id }))).fields).toEqual(['queueId']);
  });
});

describe('merging', () => {
  test('brings the timeline, watchers and numbers over, through several merges', async () => {
    const [a, b, c] = [
      await cast.open({ watched: true }),
      await cast.open({ by: cast.stranger }),
      await cast.open(),
    ];
    await replyToTicket(asRequester, { number: a, body: 'in a' });
    await noteOnTicket(asAgent, { number: b, body: 'in b' });
    await mergeTicket(asAgent, { number: a, into: b });
    await mergeTicket(asAgent, { number: b, into: c });
    const ticket = await see(c);
    expect(ticket.aliases.sort()).toEqual([a, b].sort());
    expect(ticket.watchers.map((person) => person.name).sort()).toEqual(['Stan', 'Wanda']);
    expect(await said(a)).toEqual(await said(c));
    expect(await said(c)).toEqual(expect.arrayContaining(['in a', 'in b']));
    expect((await see(a)).number).toBe(c);
    expect(await cast.row(a)).toMatchObject({ state: 'closed', resolutionCode: 'duplicate' });
    for (const number of [a, b, c]) {
      const found = await listTickets(asAgent, { q: number });
      expect(found.items.map((one) => one.number)).toContain(c);
    }
  });

  test('not into itself, not into a closed one, and never people together in a private queue', async () => {
    const [a, b] = [await cast.open(), await cast.open()];
    expect((await refusal(mergeTicket(asAgent, { number: a, into: a }))).fields).toEqual(['into']);
    await cast.put(b, 'closed');
    expect((await refusal(mergeTicket(asAgent, { number: a, into: b }))).code).toBe('conflict');
    const secret = await cast.open({ queue: cast.privateQueue });
    const other = await cast.open({ by: cast.stranger });
    const asConfidant = cast.ctxFor(cast.confidant);
    expect((await refusal(mergeTicket(asConfidant, { number: other, into: secret }))).code).toBe('conflict');
    expect((await refusal(mergeTicket(asConfidant, { number: secret, into: other }))).code).toBe('conflict');
  });
});

describe('linking', () => {
  test('a relation has no direction, the others have one and cannot go both ways', async () => {
    const [a, b] = [await cast.open(), await cast.open()];
    await linkTickets(asAgent, { number: a, kind: 'related', to: b });
    await linkTickets(asAgent, { number: b, kind: 'related', to: a });
    await linkTickets(asAgent, { number: a, kind: 'child_of', to: b });
    expect((await refusal(linkTickets(asAgent, { number: b, kind: 'child_of', to: a }))).fields).toEqual([
      'to',
    ]);
    expect((await refusal(linkTickets(asAgent, { number: a, kind: 'related', to: a }))).fields).toEqual([
      'to',
    ]);
    expect((await see(a)).links).toHaveLength(1);
    expect((await see(a)).parent).toMatchObject({ number: b });
    expect((await see(b)).children).toMatchObject([{ number: a, state: 'new' }]);
    await unlinkTickets(asAgent, { number: b, kind: 'related', to: a });
    await unlinkTickets(asAgent, { number: a, kind: 'child_of', to: b });
    expect(await see(a)).toMatchObject({ links: [], parent: null });
  });

  test('a link into a private queue needs sight of it, and is not shown to others', async () => {
    const [open, secret] = [await cast.open(), await cast.open({ queue: cast.privateQueue })];
    expect((await refusal(linkTickets(asAgent, { number: open, kind: 'related', to: secret }))).code).toBe(
      'not_found',
    );
    const asConfidant = cast.ctxFor(cast.confidant);
    await linkTickets(asConfidant, { number: open, kind: 'related', to: secret });
    expect((await see(open, asConfidant)).links).toHaveLength(1);
    expect((await see(open)).links).toEqual([]);
    expect((await see(open, asRequester)).links).toEqual([]);
  });
});

describe('splitting', () => {
  test('makes a ticket of its own for who wrote the message, linked both ways', async () => {
    const number = await cast.open({ watched: true });
    const asWatcher = cast.ctxFor(cast.watcher);
    const reply = await replyToTicket(asWatcher, { number, body: 'By the way, my phone is broken.' });
    const title = (text: string) => text.slice(0, 10);
    const split = await splitTicket(asAgent, { number, entryId: reply?.entryId ?? '' }, title);
    expect(await see(split, asWatcher)).toMatchObject({
      title: 'By the way',
      requester: { name: 'Wanda' },
      openedBy: { name: 'Ada' },
      state: 'new',
    });
    expect((await see(number)).links.map((link) => link.number)).toEqual([split]);
    expect(await said(number)).toContain('By the way, my phone is broken.');
    expect(await cast.audits(split)).toEqual(['ticket.open', 'ticket.link']);
  });

  test('not off a note, an event, a deleted message or another ticket', async () => {
    const [number, other] = [await cast.open(), await cast.open()];
    await noteOnTicket(asAgent, { number, body: 'internal' });
    await editTicket(asAgent, { number, title: 'Something' });
    const gone = await replyToTicket(asRequester, { number, body: 'oops' });
    await deleteEntry(asRequester, { id: gone?.entryId ?? '' });
    const [first] = await timeline(other);
    const ids = (await timeline(number)).slice(1).map((entry) => entry.id);
    expect(ids).toHaveLength(3);
    for (const entryId of [...ids, first?.id ?? '']) {
      expect((await refusal(splitTicket(asAgent, { number, entryId }, (text) => text))).fields).toEqual([
        'entryId',
      ]);
    }
  });
});

describe('watching', () => {
  test('lets somebody see and answer, until it ends', async () => {
    const number = await cast.open();
    const asStranger = cast.ctxFor(cast.stranger);
    expect(await outcome(see(number, asStranger))).toBe('not_found');
    await watchTicket(asAgent, { number, personId: cast.stranger.id });
    await replyToTicket(asStranger, { number, body: 'Me too.' });
    expect((await listTickets(asStranger, {})).items.map((one) => one.number)).toContain(number);
    await unwatchTicket(asAgent, { number, personId: cast.stranger.id });
    expect(await outcome(see(number, asStranger))).toBe('not_found');
    expect((await listTickets(asStranger, {})).items.map((one) => one.number)).not.toContain(number);
    const gone = await cast.person({ active: false });
    expect((await refusal(watchTicket(asAgent, { number, personId: gone.id }))).fields).toEqual(['personId']);
  });
});

describe('entries', () => {
  test('an edit keeps and shows what was said before; the same text again is no edit', async () => {
    const number = await cast.open();
    const reply = await replyToTicket(asRequester, { number, body: 'first' });
    const id = reply?.entryId ?? '';
    const change = (body: string) => {
      cast.clock.advance(1_000);
      return editEntry(asRequester, { id, body });
    };
    await change('second');
    await change('second');
    await change('third');
    expect((await entryEdits(asAgent, { id })).items.map((edit) => edit.body)).toEqual(['first', 'second']);
    expect((await cast.audits(number)).filter((action) => action === 'entry.edit')).toHaveLength(2);
    expect((await listTickets(asAgent, { q: 'third' })).items.map((one) => one.number)).toContain(number);
    expect((await listTickets(asAgent, { q: 'first second' })).items).toEqual([]);
  });

  test('a deletion takes text, earlier texts and words, and leaves a mark', async () => {
    const number = await cast.open();
    const reply = await replyToTicket(asRequester, { number, body: 'hunter2' });
    const id = reply?.entryId ?? '';
    await editEntry(asRequester, { id, body: 'hunter3' });
    await deleteEntry(asRequester, { id });
    expect((await timeline(number)).find((entry) => entry.id === id)).toMatchObject({
      body: '',
      deletedAt: cast.clock.now().toISOString(),
    });
    expect((await entryEdits(asAgent, { id })).items).toEqual([]);
    for (const q of ['hunter2', 'hunter3']) expect((await listTickets(asAgent, { q })).items).toEqual([]);
    const { rows } = await cast.store.pool.query(
      `SELECT count(*)::int AS found FROM audit_entry WHERE detail LIKE '%hunter%'`,
    );
    expect(rows).toEqual([{ found: 0 }]);
    expect((await refusal(deleteEntry(asRequester, { id }))).code).toBe('conflict');
    expect((await refusal(editEntry(asRequester, { id, body: 'x' }))).code).toBe('conflict');
  });

  test('the first message deleted or changed is so in the description that was made of it', async () => {
    const number = await cast.open({ title: 'Sign-in', description: 'my password is swordfish' });
    const [first] = await timeline(number);
    await editEntry(asRequester, { id: first?.id ?? '', body: 'my password does not work' });
    expect((await see(number)).description).toBe('my password does not work');
    await deleteEntry(asRequester, { id: first?.id ?? '' });
    expect((await see(number)).description).toBe('');
    for (const q of ['swordfish', 'password']) expect((await listTickets(asAgent, { q })).items).toEqual([]);
    // What an agent has written into the description since is theirs.
    const other = await cast.open({ description: 'as it came' });
    const [entry] = await timeline(other);
    await editTicket(asAgent, { number: other, description: 'as it is' });
    await deleteEntry(asRequester, { id: entry?.id ?? '' });
    expect((await see(other)).description).toBe('as it is');
  });

  test('only its author brings back what was deleted, with what it says then', async () => {
    const number = await cast.open();
    const reply = await replyToTicket(asRequester, { number, body: 'first' });
    const id = reply?.entryId ?? '';
    await deleteEntry(asRequester, { id });
    expect((await refusal(restoreEntry(asAgent, { id, body: 'forged' }))).code).toBe('forbidden');
    await restoreEntry(asRequester, { id, body: 'second' });
    await restoreEntry(asRequester, { id, body: 'second' });
    expect((await timeline(number)).find((entry) => entry.id === id)).toMatchObject({
      body: 'second',
      deletedAt: null,
      editedAt: null,
    });
    expect((await cast.audits(number)).filter((action) => action === 'entry.restore')).toHaveLength(1);
    expect((await listTickets(asAgent, { q: 'second' })).items.map((one) => one.number)).toContain(number);
  });

  test('what was deleted elsewhere than where it was written is not brought back', async () => {
    const number = await cast.open();
    const there = cast.ctxFor(cast.requester, 'teams');
    const reply = await replyToTicket(there, { number, body: 'a heron' });
    const id = reply?.entryId ?? '';
    const back = (ctx: Ctx) => restoreEntry(ctx, { id, body: 'a heron' });
    await deleteEntry(there, { id });
    for (const elsewhere of ['web', 'slack']) {
      expect((await refusal(back(cast.ctxFor(cast.requester, elsewhere)))).code).toBe('conflict');
    }
    await back(there);
    await deleteEntry(cast.ctxFor(cast.requester, 'web'), { id });
    expect((await refusal(back(there))).code).toBe('conflict');
    expect((await listTickets(asAgent, { q: 'heron' })).items).toEqual([]);
  });

  test('an entry that does not exist is not found, whatever is asked', async () => {
    for (const id of ['00000000-0000-7000-8000-000000000000', 'nonsense', '-'.repeat(36), '\0']) {
      const code = expect.stringMatching(/not_found|invalid/);
      expect((await refusal(deleteEntry(asRequester, { id }))).code).toEqual(code);
      expect((await refusal(editEntry(asRequester, { id, body: 'x' }))).code).toEqual(code);
    }
    for (const number of ['REQ-999999', 'nonsense', '-'.repeat(36), 'a\0b', '', '💥']) {
      expect((await refusal(getTicket(asAgent, { number }))).code).toBe('not_found');
    }
  });

  test('files are bound once, by who uploaded them, and a missing one is told', async () => {
    const { client } = cast.store;
    const upload = async (uploaderId: string) => {
      const id = crypto.randomUUID();
      const data = {
        id,
        uploaderId,
        name: 'a.png',
        type: 'image/png',
        size: 1,
        sha256: 'x',
        createdAt: cast.clock.now(),
      };
      await client.attachment.create({ data });
      return id;
    };
    const number = await cast.open();
    const [own, foreign] = [await upload(cast.requester.id), await upload(cast.stranger.id)];
    const reply = (attachmentIds: string[]) =>
      replyToTicket(asRequester, { number, body: 'See', attachmentIds });
    const before = await cast.traces(number);
    expect((await refusal(reply([own, foreign]))).fields).toEqual(['attachmentIds']);
    expect(await cast.traces(number)).toEqual(before);
    await reply([own]);
    expect((await refusal(reply([own]))).fields).toEqual(['attachmentIds']);
    expect((await timeline(number)).at(-1)?.attachments).toMatchObject([{ id: own }]);
    const input = { title: 'x', description: 'x', attachmentIds: [foreign] };
    expect((await refusal(openTicket(asRequester, input))).fields).toEqual(['attachmentIds']);
  });
});

test('closing is for resolved tickets and final', async () => {
  const number = await cast.open();
  await resolveTicket(asAgent, { number, resolution: 'Done' });
  await closeTicket(asAgent, { number });
  expect((await refusal(reopenTicket(asAgent, { number }))).message).toContain('final');
});
