import { expect } from 'vitest';
import type { z } from 'zod';
import type { Channel, Rooms } from '../../src/chat/channel.ts';
import { sendPages } from '../../src/chat/pages.ts';
import type { CreateEscalationPolicy } from '../../src/contract/escalation.ts';
import { takeEvents } from '../../src/domain/alerts/take.ts';
import { openTickets } from '../../src/domain/alerts/tickets.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { declareWished } from '../../src/domain/incidents/by-alert.ts';
import { remindIncidents } from '../../src/domain/incidents/by-clock.ts';
import { proposeCandidates } from '../../src/domain/incidents/candidates.ts';
import { getIncident } from '../../src/domain/incidents/list.ts';
import { putRoomsAway } from '../../src/domain/incidents/room.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { addIntegration, doorOf } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { runAutomation } from '../../src/jobs/automation.ts';
import { escalate } from '../../src/jobs/page.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import type { Desk } from '../support/desk.ts';
import { LINK_KEY } from '../support/server.ts';
import { deliverInTime } from '../support/worker.ts';

/** How something goes wrong as the platform makes a room. */
export type RoomFault = 'taken' | 'forbidden' | 'pause' | 'lost' | 'away';

/** A room as people see it. */
export type SeenRoom = {
  id: string;
  name: string;
  /** Those who were let in, where a platform has that; otherwise those who were told of it. */
  members: string[];
  /** What stands in it, oldest first; its first line is the title of the card. */
  lines: string[];
};

/** A chat in which a major incident is led. Ada and Nils are agents; Grace is not. */
export type RoomChat = {
  desk: Desk;
  channel: Channel;
  agent: ActingPerson;
  other: ActingPerson;
  /** What stands before the name of a conversation. */
  mark: string;
  rooms(): SeenRoom[];
  /** Ada fills in the form behind `/incident`, or that of a button on a card in her own chat. */
  declare(title: string, fields: DeclareFields, who?: 'ada' | 'nils'): Promise<string>;
  declareByAlert(fields: DeclareFields): Promise<void>;
  /** Somebody presses a button on the card in the room. */
  press(who: 'ada' | 'nils', action: string): Promise<void>;
  /** On the card where the agents of the queue talk. */
  pressInTriage(who: 'ada' | 'nils', action: string): Promise<void>;
  /** What stands on the card there. */
  triageCard(): string;
  /** What was told to somebody alone. */
  told(who: 'ada' | 'nils'): string[];
  /** Ada fills in the form behind a button of the card there: texts, and what she chooses. */
  fillInTriage(
    action: string,
    texts: Record<string, string>,
    choices?: Record<string, string>,
  ): Promise<void>;
  /** Grace writes where people ask for help; the thread that it begins. */
  ask(text: string): Promise<string>;
  /** What she reads from the desk in that thread, but for the card. */
  answers(thread: string): string[];
  say(who: 'ada' | 'nils', text: string): Promise<string>;
  /** By the shortcut of a message; what they are told. */
  pin(who: 'ada' | 'nils' | 'grace', message: string): Promise<string>;
  fail(how: RoomFault, times?: number): void;
  /** As somebody who mends what was wrong. */
  mend(): void;
  close(): Promise<void>;
};
export type DeclareFields = { severity: string; services: string[]; other?: 'join' | 'anyway' };

/** A desk with a service, for which Nils is on call by a schedule. */
export async function createRoomScene(chat: RoomChat) {
  const { desk, channel, agent, other } = chat;
  const admin = await desk.person({ name: 'Robin', roles: ['requester', 'admin'] });
  const asAdmin = () => desk.ctxFor(admin);
  const schedule = await createSchedule(asAdmin(), {
    ...{ name: 'Shop', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'First', turns: [[other.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'weeks' },
      },
    ],
  });
  const policy = await createEscalationPolicy(asAdmin(), {
    name: 'Shop',
    steps: [{ page: [{ who: 'schedule', scheduleId: schedule.id }], waitMinutes: 5 }],
  });
  const add = (name: string, escalationPolicyId: string | null) =>
    createService(asAdmin(), { name, teamId: desk.team.id, escalationPolicyId });
  const shop = await add('Shop', policy.id);
  const quiet = await add('Intranet', null);
  const system = () => desk.ctxFor('system');
  let through = channel;
  const deliver = () => deliverInTime(desk, through);
  /** What the jobs do by themselves: alerts, rules and proposals, until nothing is left to do. */
  const work = async () => {
    const channels = new Map([[channel.name, channel]]);
    const deps = { channels, publicUrl: () => 'https://desk.example.com', linkKey: LINK_KEY };
    const jobs = [
      ...[escalate, openTickets, declareWished, runAutomation, proposeCandidates],
      (ctx: Ctx) => sendPages(ctx, deps),
    ];
    for (let done = 1; done > 0; ) {
      done = 0;
      for (const job of jobs) done += await job(system());
    }
    await deliver();
  };
  return {
    ...chat,
    ...{ admin, shop, quiet, deliver, system },
    incident: (number = 'INC-1') => getIncident(desk.ctxFor(agent), { number }),
    async timeline(number = 'INC-1') {
      const { timeline } = await getIncident(desk.ctxFor(agent), { number });
      return timeline.map(({ by, text }) => `${by?.name ?? 'Desk'}: ${text}`);
    },
    /** The process dies once, each time just after the platform has done this. */
    dieAfter(...steps: (keyof Rooms)[]) {
      const dead = new Set<string>();
      const rooms = Object.fromEntries(
        Object.entries(channel.rooms ?? {}).map(([step, work]) => [
          step,
          async (...args: never[]) => {
            const done = await (work as (...args: never[]) => Promise<unknown>)(...args);
            if (!steps.includes(step as keyof Rooms) || dead.has(step)) return done;
            dead.add(step);
            throw new Error(`died after ${step}`);
          },
        ]),
      ) as Rooms;
      through = { ...channel, rooms };
      return dead;
    },
    room: () => chat.rooms()[0] ?? expect.fail('there is no room'),
    async pass(minutes: number) {
      desk.clock.advance(minutes * MINUTE);
      await remindIncidents(system());
      await putRoomsAway(system());
      await deliver();
    },
    /** An alert, which pages Ada in her own chat, and then does what these steps say. */
    async alert(...later: z.input<typeof CreateEscalationPolicy>['steps']) {
      const direct = await createEscalationPolicy(asAdmin(), {
        name: 'Ada',
        steps: [{ page: [{ who: 'person', personId: agent.id }], waitMinutes: 5 }, ...later],
      });
      const service = await add('Payments', direct.id);
      const { key } = await addIntegration(asAdmin(), { id: service.id, name: 'x', source: 'generic' });
      const door = (await doorOf(system(), key)) ?? expect.fail('the key opens nothing');
      await takeEvents(system(), door, [
        {
          ...{ action: 'trigger', dedupKey: 'slow', summary: 'Payments are slow', severity: 'critical' },
          ...{ source: null, labels: {}, links: [] },
        },
      ]);
      await work();
    },
    work,
  };
}
export type RoomScene = Awaited<ReturnType<typeof createRoomScene>>;
