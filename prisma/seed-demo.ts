import { runCommand } from '../src/commands/command.ts';
import { createAutomation } from '../src/domain/automation/rules.ts';
import { createCalendar } from '../src/domain/calendars/save.ts';
import { createMacro } from '../src/domain/macros/save.ts';
import { actingPerson } from '../src/domain/people/acting.ts';
import { forgetDirectory } from '../src/domain/settings/directory.ts';
import { followThresholds } from '../src/domain/sla/follow.ts';
import { createPolicy } from '../src/domain/sla/policies.ts';
import { sweepThresholds } from '../src/domain/sla/sweep.ts';
import { cancelTicket } from '../src/domain/tickets/cancel.ts';
import { holdTicket } from '../src/domain/tickets/hold.ts';
import { moveTicket } from '../src/domain/tickets/move.ts';
import { openTicket } from '../src/domain/tickets/open.ts';
import { rateTicket } from '../src/domain/tickets/rate.ts';
import { noteOnTicket, replyToTicket } from '../src/domain/tickets/reply.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../src/domain/tickets/resolve.ts';
import { takeTicket } from '../src/domain/tickets/take.ts';
import { DAY, HOUR, MINUTE, testClock } from '../src/lib/clock.ts';
import { type ActingPerson, actingAs, type Ctx, inTransaction } from '../src/lib/context.ts';
import { AUTOMATIONS } from './demo-automation.ts';
import { PEOPLE, QUEUES, STORIES, type Story } from './demo-company.ts';
import { MACROS } from './demo-macros.ts';
import { startProject } from './demo-project.ts';
import { CALENDARS, POLICIES } from './demo-promises.ts';

/**
 * `npm run seed:demo`: fills a desk with a believable company, by the same verbs that people use, told over the
 * last two months. It adds to what is there and can be run once.
 */
const TICKETS = 300;
const SPAN = 60 * DAY;

/** The same company every time (mulberry32). */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (share: number) => next() < share,
    between: (low: number, high: number) => low + next() * (high - low),
    pick: <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item,
  };
}

const started = new Date();
const clock = testClock(new Date(started.getTime() - SPAN));
const roll = dice(20_240_229);

await runCommand(
  'seed:demo',
  async (ctx) => {
    if (await ctx.db.person.findUnique({ where: { email: PEOPLE[0]?.email ?? '' } })) {
      console.error('The demo company is here already.');
      return 1;
    }
    const people = await hire(ctx);
    const queues = await openQueues(ctx, people);
    await promise(ctx, queues);
    for (let count = 1; count <= TICKETS; count += 1) {
      // Evenly over the time, with what follows told within it.
      clock.set(new Date(started.getTime() - SPAN + (SPAN * count) / (TICKETS + 1)));
      const story = roll.pick(STORIES);
      // In one piece: a desk that is running would find the times of long ago passed at once.
      await inTransaction(ctx, async (ctx) => {
        await tell(ctx, story, people, queues);
        await deliverNow(ctx);
      });
      if (count % 25 === 0) console.log(`${count} of ${TICKETS} tickets`);
    }
    clock.set(started);
    const [agent] = people.byTeam.get('IT') ?? [];
    const requester = people.all.find(({ teamIds }) => teamIds.length === 0);
    if (agent && requester) await startProject(ctx, { requester, agent, queues });
    await passTimes(ctx);
    // Last, so that they act on what comes and not on what was.
    for (const rule of AUTOMATIONS) await createAutomation(ctx, rule);
    await shareMacros(ctx, people);
    console.log(`${PEOPLE.length} people, ${QUEUES.length} queues, ${TICKETS} tickets.`);
    console.log(`Sign in as somebody, such as an agent: npm run sign-in -- ${PEOPLE[0]?.email}`);
    return 0;
  },
  { clock },
);

type Staff = { all: ActingPerson[]; byTeam: Map<string, ActingPerson[]> };

async function hire(ctx: Ctx): Promise<Staff> {
  const now = ctx.now();
  const teams = new Map<string, string>();
  for (const { team } of QUEUES) {
    if (teams.has(team)) continue;
    const row = await ctx.db.team.upsert({
      where: { name: team },
      create: { id: ctx.newId(), name: team, createdAt: now },
      update: {},
    });
    teams.set(team, row.id);
  }
  const staff: Staff = { all: [], byTeam: new Map() };
  for (const { name, email, timeZone, team, lead } of PEOPLE) {
    const teamId = team === undefined ? undefined : teams.get(team);
    const { id } = await ctx.db.person.create({
      data: {
        id: ctx.newId(),
        name,
        email,
        timeZone,
        roles: team ? ['requester', 'agent'] : ['requester'],
        createdAt: now,
        updatedAt: now,
        ...(teamId ? { memberships: { create: { teamId, lead: lead ?? false } } } : {}),
      },
    });
    const person = await actingPerson(ctx, id);
    if (!person) continue;
    staff.all.push(person);
    if (team) staff.byTeam.set(team, [...(staff.byTeam.get(team) ?? []), person]);
  }
  return staff;
}

/** The lead of IT writes them for the team. */
async function shareMacros(ctx: Ctx, { byTeam }: Staff): Promise<void> {
  const lead = byTeam.get('IT')?.find(({ leadOf }) => leadOf.length > 0);
  if (!lead) return;
  for (const macro of MACROS) {
    const teamIds = [...lead.leadOf];
    await createMacro(actingAs(ctx, { kind: 'person', person: lead }), { ...macro, reach: 'teams', teamIds });
  }
}

async function openQueues(
  ctx: Ctx,
  staff: Staff,
): Promise<Map<string, { id: string; agents: ActingPerson[] }>> {
  const now = ctx.now();
  const queues = new Map<string, { id: string; agents: ActingPerson[] }>();
  for (const { name, team, visibility, kind } of QUEUES) {
    const { id: teamId } = await ctx.db.team.findUniqueOrThrow({ where: { name: team } });
    const id = ctx.newId();
    const queue = await ctx.db.queue.upsert({
      where: { name },
      create: {
        id,
        name,
        teamId,
        visibility,
        defaultKind: kind,
        triage: [{ channel: 'web', conversation: `triage:${id}` }],
        createdAt: now,
        updatedAt: now,
      },
      update: {},
    });
    queues.set(name, { id: queue.id, agents: staff.byTeam.get(team) ?? [] });
  }
  ctx.publish({ topic: 'directory' });
  forgetDirectory(ctx.store);
  return queues;
}

/** The calendars by which the company works, and what it promises. */
async function promise(ctx: Ctx, queues: Map<string, { id: string }>): Promise<void> {
  const calendars = new Map<string, string>();
  for (const calendar of CALENDARS) calendars.set(calendar.name, (await createCalendar(ctx, calendar)).id);
  for (const { queue, calendar, terms, ...policy } of POLICIES) {
    const queueId = queue === undefined ? undefined : queues.get(queue)?.id;
    await createPolicy(ctx, {
      ...policy,
      conditions: queueId ? { queues: [queueId] } : {},
      terms: { ...terms, calendarId: calendars.get(calendar) ?? null },
    });
  }
  forgetDirectory(ctx.store);
}

/** As the clock job does: times that have come are told, but nobody now of what was long ago. */
async function passTimes(ctx: Ctx): Promise<void> {
  if ((await sweepThresholds(ctx)) === 0) return;
  while ((await followThresholds(ctx)) > 0);
  await ctx.db.notification.updateMany({
    where: { toldAt: null, createdAt: { lt: new Date(started.getTime() - DAY) } },
    data: { toldAt: ctx.now() },
  });
}

/** What was sent long ago is due now: it has not been waiting since. */
async function deliverNow(ctx: Ctx): Promise<void> {
  const now = new Date();
  await ctx.db.notice.updateMany({ where: { state: 'pending', dueAt: { lt: now } }, data: { dueAt: now } });
}

/** One ticket's life: how far it gets depends on its age, so that recent ones are mostly open. */
async function tell(
  ctx: Ctx,
  story: Story,
  { all }: Staff,
  queues: Map<string, { id: string; agents: ActingPerson[] }>,
): Promise<void> {
  const queue = queues.get(story.queue);
  if (!queue) return;
  const requester = roll.pick(all);
  const agent = roll.pick(queue.agents.filter((somebody) => somebody.id !== requester.id));
  const as = (person: ActingPerson): Ctx => ({
    ...actingAs(ctx, { kind: 'person', person }),
    origin: { ...ctx.origin, channel: 'web' },
  });
  const opened = await openTicket(as(requester), {
    title: story.title,
    description: story.text,
    kind: story.kind,
    queueId: roll.chance(0.1) ? (queues.get('IT support')?.id ?? queue.id) : queue.id,
    impact: roll.pick([1, 2, 2, 3, 3, 3] as const),
    urgency: roll.pick([1, 2, 2, 2, 3] as const),
    tags: story.tags,
  });
  if (!opened) return;
  const { number } = opened;
  const age = started.getTime() - clock.now().getTime();
  const later = async (least: number, most: number): Promise<boolean> => {
    const next = clock.now().getTime() + roll.between(least, most);
    if (next > started.getTime()) return false;
    clock.set(new Date(next));
    await passTimes(ctx);
    return true;
  };
  if (age < 3 * DAY && roll.chance(0.4)) return;
  if (roll.chance(0.06)) {
    if (await later(5 * MINUTE, HOUR)) await cancelTicket(as(requester), { number });
    return;
  }
  if (!(await later(4 * MINUTE, 5 * HOUR))) return;
  await moveTicket(as(agent), { number, queueId: queue.id });
  await takeTicket(as(agent), { number });
  for (const [index, line] of story.talk.entries()) {
    if (!(await later(3 * MINUTE, 3 * HOUR))) return;
    await replyToTicket(as(index % 2 === 0 ? agent : requester), { number, body: line });
  }
  if (story.note && (await later(MINUTE, HOUR))) await noteOnTicket(as(agent), { number, body: story.note });
  if (age < 6 * DAY && roll.chance(0.5)) {
    if (roll.chance(0.5) && (await later(MINUTE, HOUR))) {
      await holdTicket(as(agent), { number, reason: roll.pick(['awaiting_requester', 'awaiting_vendor']) });
    }
    return;
  }
  if (!(await later(10 * MINUTE, 8 * HOUR))) return;
  await resolveTicket(as(agent), { number, resolution: story.resolution, code: story.code });
  if (roll.chance(0.05) && (await later(HOUR, DAY))) {
    await reopenTicket(as(requester), { number, reason: 'It came back.' });
    if (!(await later(HOUR, DAY))) return;
    await resolveTicket(as(agent), { number, resolution: story.resolution, code: story.code });
  }
  if (roll.chance(0.5) && (await later(MINUTE, DAY))) {
    await rateTicket(as(requester), { number, score: roll.pick([5, 5, 5, 4, 4, 3, 2]), comment: '' });
  }
  // As the clock job does once the grace period is over.
  if (await later(5 * DAY, 5 * DAY + HOUR)) await closeTicket(ctx, { number });
}
