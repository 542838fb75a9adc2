import type { z } from 'zod';
import type { CreateAutomation } from '../../src/contract/automation.ts';
import {
  type HeardEvent,
  hearEvents,
  type ListeningRule,
  runsFor,
} from '../../src/domain/automation/hear.ts';
import { findIdle, walkIdle } from '../../src/domain/automation/idle.ts';
import { createAutomation } from '../../src/domain/automation/rules.ts';
import { valuesOf } from '../../src/domain/automation/template.ts';
import { forgetDirectory } from '../../src/domain/settings/directory.ts';
import { runAutomation } from '../../src/jobs/automation.ts';
import { databaseCpu } from './database-cpu.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { measureIdleTick } from './idle.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';
import { RULE_WORDS, textMaker } from './texts.ts';

/** Milliseconds of CPU for one event, and how much longer an idle tick may take on the large desk. */
const LIMITS = { event: 2, idleGrowth: 3 };
const RULES = 100;

/**
 * What a hundred rules cost: asking all of them because of one event, hearing of events from the database and back to
 * it, and looking where nothing has happened.
 */
export async function measureAutomation(bench: Bench): Promise<Result[]> {
  return [
    measureAsking(bench),
    ...(await measureHearing(bench)),
    ...(await measureIdleTick(bench, {
      name: 'automation',
      prepare: prepareIdle,
      async tick(ctx) {
        await runAutomation(ctx);
        await findIdle(ctx);
      },
      growth: LIMITS.idleGrowth,
    })),
  ];
}

/** Each by twenty words in the title and the description; one in twenty takes a kind of message. */
const rules = Array.from({ length: RULES }, (_, index): z.output<typeof CreateAutomation> => {
  const value = (RULE_WORDS[index % RULE_WORDS.length] ?? []).map((words) =>
    words.startsWith('service') ? `${words} of ${index}` : words,
  );
  return {
    name: `Rule ${index + 1}`,
    trigger: { on: 'opened' },
    condition: {
      all: [
        { field: 'priority', op: 'at_most', value: 4 },
        { field: 'tag', op: 'is_not', value: ['vip'] },
        {
          any: [
            { field: 'title', op: 'contains', value },
            { field: 'description', op: 'contains', value },
          ],
        },
      ],
    },
    delayMinutes: 0,
    actions: [{ do: 'tag', add: [`rule-${index + 1}`], remove: [] }],
    enabled: true,
  };
});

/** Of this process, milliseconds of one core since then. */
function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The pure part: every rule is asked. */
function measureAsking(bench: Bench): Result {
  const events = bench.quick ? 100 : 2_000;
  const listening: ListeningRule[] = rules.map((rule, index) => ({
    ...{ id: String(index), version: 1, ...rule },
  }));
  const now = new Date('2026-03-02T09:00:00Z');
  const event: HeardEvent = {
    ...{ id: '1', ticketId: 'ticket', kind: 'opened', data: {}, actorId: null, at: now, cause: [] },
  };
  const message = textMaker(1);
  const one = {
    ...{ id: 'ticket', number: 'REQ-1', kind: 'request', state: 'new', holdReason: null, source: 'message' },
    ...{ channel: 'slack', queueId: 'queue', assigneeId: null, requesterId: 'person', category: null },
    ...{ requester: { email: 'ada@example.com', teamIds: [], guest: false, external: false } },
    ...{ changeType: null, changeRisk: null },
    ...{ tags: [], priority: 3, impact: 2, urgency: 2, message: '', createdAt: now },
  };
  const rounds: number[] = [];
  for (let round = -1; round < bench.rounds; round += 1) {
    const tickets = Array.from({ length: events }, () => {
      const description = message();
      const ticket = { ...one, title: description.slice(0, 60), description };
      const values = valuesOf({
        ...ticket,
        requester: { name: 'Ada' },
        assignee: null,
        queue: { name: 'IT' },
      });
      return { ...ticket, values };
    });
    const before = process.cpuUsage();
    for (const ticket of tickets) runsFor(now, listening, event, ticket);
    const cpu = cpuSince(before);
    // The first one only warms up.
    if (round >= 0) rounds.push(cpu / events);
  }
  return result('automation: 100 rules asked, CPU for each event', 'ms', rounds, median(rounds), {
    atMost: LIMITS.event,
  });
}

/** From the events in the database to the runs in it, none of which is due: what is measured ends with noting them. */
async function measureHearing(bench: Bench): Promise<Result[]> {
  const events = bench.quick ? 400 : 10_000;
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  try {
    await fillTickets(database.url, events);
    await addRules(desk);
    const [own, theirs]: [number[], number[]] = [[], []];
    for (let round = -1; round < bench.rounds; round += 1) {
      await desk.store.pool.query('TRUNCATE rule_run');
      await desk.store.pool.query(EVENTS);
      const [before, databaseBefore] = [process.cpuUsage(), await databaseCpu(database.url)];
      let count = 0;
      for (let heard = 1; heard > 0; count += heard) heard = await hearEvents(desk.system());
      const [cpu, databaseMs] = [cpuSince(before), (await databaseCpu(database.url)) - databaseBefore];
      if (count !== events) throw new Error(`${count} of ${events} events were heard.`);
      if (round < 0) continue;
      own.push(cpu / events);
      theirs.push(databaseMs / events);
    }
    return [
      result('automation: 100 rules, event heard, CPU', 'ms', own, median(own), { atMost: LIMITS.event }),
      result('automation: 100 rules, event heard, CPU of PostgreSQL', 'ms', theirs, median(theirs)),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

const EVENTS = `INSERT INTO ticket_event (ticket_id, kind, data, cause, at) SELECT id, 'opened', '{}', '{}', now() FROM ticket`;

async function addRules(desk: BenchDesk, more: z.input<typeof CreateAutomation>[] = []): Promise<void> {
  for (const rule of [...rules, ...more]) await createAutomation(desk.system(), rule);
  forgetDirectory(desk.store);
}

/** A hundred rules, and one that asks for idle tickets: all that are open are known to it, and none is idle. */
async function prepareIdle(desk: BenchDesk): Promise<void> {
  await desk.store.pool.query(
    `INSERT INTO ticket_idle (ticket_id, since)
     SELECT id, now() FROM ticket WHERE state IN ('new', 'in_progress', 'on_hold')`,
  );
  await addRules(desk, [
    {
      name: 'Idle',
      trigger: { on: 'idle', hours: 120 },
      actions: [{ do: 'note', text: 'Is anybody there?' }],
    },
  ]);
  while ((await walkIdle(desk.system())) > 0);
  await desk.store.pool.query('VACUUM ANALYZE ticket_idle');
}
