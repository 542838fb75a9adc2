/** A board as its form holds it: every field present. Names are those of the API. */

import type { changeBoards } from '../../../contract/change-meetings.ts';
import { type AgendaFilter, type ChangeBoard, CreateBoard } from '../../../contract/change-meetings.ts';
import { changeStateWords } from '../../../contract/changes.ts';
import type { InputOf } from '../../../contract/endpoint.ts';
import { cronOf, type When, whenOf } from '../settings/recurrence-when.ts';

type State = AgendaFilter['states'][number];
/** In the order in which a change comes to them. */
export const stateChoices = (['assess', 'authorize', 'scheduled'] as const).map((value: State) => ({
  value,
  label: changeStateWords[value],
}));

export type BoardValues = When & {
  name: string;
  enabled: boolean;
  timeZone: string;
  minutes: number | string;
  leadHours: number | string;
  conversation: { channel: string; conversation: string };
  chairId: string | null;
  members: { who: 'people' | 'team'; personIds: string[]; teamId: string | null };
  filter: Omit<AgendaFilter, 'withinDays'> & {
    /** Empty: whenever its window starts. */
    withinDays: number | string;
  };
};

/** A new one meets on Tuesdays, about all that waits for somebody. */
export function boardValues(board: ChangeBoard | null, timeZone: string): BoardValues {
  const { members, filter } = board ?? {};
  return {
    ...{ name: board?.name ?? '', enabled: board?.enabled ?? true, timeZone: board?.timeZone ?? timeZone },
    ...whenOf(board?.cron ?? '0 10 * * 2'),
    ...{ minutes: board?.minutes ?? 60, leadHours: board?.leadHours ?? 48 },
    conversation: board?.conversation ?? { channel: 'web', conversation: '' },
    chairId: board?.chairId ?? null,
    members: {
      who: members?.who ?? 'team',
      personIds: members?.who === 'people' ? members.personIds : [],
      teamId: members?.who === 'team' ? members.teamId : null,
    },
    filter: {
      ...{ states: ['assess', 'authorize'], types: [], leastRisk: 'low', serviceIds: [], teamIds: [] },
      ...filter,
      withinDays: filter?.withinDays ?? '',
    },
  };
}

export function boardOf(values: BoardValues): InputOf<typeof changeBoards.create> & { enabled: boolean } {
  const { name, enabled, timeZone, conversation, chairId, members, filter } = values;
  const { who, personIds, teamId } = members;
  // An empty field is no number.
  const number = (value: number | string) => (value === '' ? Number.NaN : Number(value));
  return {
    ...{ name, enabled, timeZone, conversation, cron: cronOf(values) },
    ...{ minutes: number(values.minutes), leadHours: number(values.leadHours), chairId: chairId ?? '' },
    members: who === 'team' ? { who, teamId: teamId ?? '' } : { who, personIds },
    filter: { ...filter, withinDays: filter.withinDays === '' ? null : Number(filter.withinDays) },
  };
}

/** What the contract says of an empty choice reads as if it were mistyped. */
const EMPTY: Record<string, string> = {
  chairId: 'must be an active agent',
  'members.teamId': 'must be a team',
  minutes: 'must be a number',
  leadHours: 'must be a number',
};

export function checkBoard(values: BoardValues): Record<string, string> {
  const parsed = CreateBoard.safeParse(boardOf(values));
  if (parsed.success) return {};
  return Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => {
      const field = path.map(String).join('.');
      const value = field
        .split('.')
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], values);
      return [field, (value === null || value === '' ? EMPTY[field] : undefined) ?? message];
    }),
  );
}
