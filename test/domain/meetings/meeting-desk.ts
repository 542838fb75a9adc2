import type { z } from 'zod';
import type { AgendaFilter, ChangeBoard, CreateBoard } from '../../../src/contract/change-meetings.ts';
import { submitChange } from '../../../src/domain/changes/agree.ts';
import { createBoard } from '../../../src/domain/meetings/boards.ts';
import { followMeetings } from '../../../src/domain/meetings/by-clock.ts';
import { getMeeting, listMeetings } from '../../../src/domain/meetings/list.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type ChangeDesk, createChangeDesk } from '../changes/change-desk.ts';

type BoardOptions = Partial<Omit<z.input<typeof CreateBoard>, 'filter'>> & {
  filter?: Partial<z.input<typeof AgendaFilter>>;
};

export type MeetingDesk = ChangeDesk & {
  /** Led by the agent, with Ben on it: on Mondays and Thursdays at ten for an hour, drawn up a day before. */
  meets(options?: BoardOptions): Promise<ChangeBoard>;
  /** Sets the clock (`2026-01-06 09:00`, UTC) and does all that has come, in one process. */
  tick(at?: string): Promise<void>;
  /** The nearest meeting, as the agent sees it. */
  next(as?: ActingPerson): ReturnType<typeof getMeeting>;
  /** What is on its agenda, in order. */
  agenda(): Promise<string[]>;
  /** A change that waits to be assessed. */
  submitted(more?: Parameters<ChangeDesk['plan']>[0]): Promise<string>;
};

/** The clock stands at nine on Monday, 5 January 2026. */
export async function createMeetingDesk(): Promise<MeetingDesk> {
  const desk = await createChangeDesk();
  let count = 0;
  const next: MeetingDesk['next'] = async (as = desk.agent) => {
    const ctx = desk.ctxFor(as);
    const { items } = await listMeetings(ctx, {});
    return getMeeting(ctx, { id: items[0]?.id ?? '' });
  };
  return {
    ...desk,
    next,
    meets: ({ filter, ...options } = {}) =>
      createBoard(desk.ctxFor(desk.admin), {
        ...{ name: `Board ${++count}`, cron: '0 10 * * 1,4', timeZone: 'UTC', minutes: 60, leadHours: 24 },
        ...{ chairId: desk.agent.id, members: { who: 'people', personIds: [desk.second.id] } },
        conversation: { channel: 'slack', conversation: 'CAB' },
        filter: {
          ...{ states: ['assess', 'authorize'], types: [], leastRisk: 'low' },
          ...{ serviceIds: [], teamIds: [], withinDays: null },
          ...filter,
        },
        ...options,
      }),
    async tick(at) {
      if (at) desk.clock.set(new Date(`${at.replace(' ', 'T')}:00Z`));
      await followMeetings(desk.ctxFor('system'));
    },
    agenda: async () => (await next()).agenda.map(({ change }) => change.number),
    async submitted(more) {
      // Far enough that its window is to come whenever it is talked about.
      const number = await desk.plan({ startsAt: desk.at(24 * 20), endsAt: desk.at(24 * 20 + 1), ...more });
      await submitChange(desk.ctxFor(desk.agent), { number });
      return number;
    },
  };
}
