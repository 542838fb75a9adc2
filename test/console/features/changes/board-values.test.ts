import { expect, test } from 'vitest';
import {
  type BoardValues,
  boardOf,
  boardValues,
  checkBoard,
} from '../../../../src/console/features/changes/board-values.ts';
import { CreateBoard } from '../../../../src/contract/change-meetings.ts';

const ID = '01900000-0000-7000-8000-000000000001';
const fresh = (more: Partial<BoardValues> = {}): BoardValues => ({
  ...boardValues(null, 'Europe/Berlin'),
  ...{ name: 'CAB', chairId: ID, conversation: { channel: 'slack', conversation: 'T1:C1' } },
  members: { who: 'team', personIds: [], teamId: ID },
  ...more,
});

test('what is saved comes back as it was', () => {
  const wanted = CreateBoard.parse(boardOf(fresh()));
  expect(wanted).toMatchObject({ cron: '0 10 * * 2', members: { who: 'team', teamId: ID } });
  const board = { id: ID, ...wanted, chair: { id: ID, name: 'Ada' }, version: 1, nextAt: null };
  expect(boardOf(boardValues(board, 'UTC'))).toEqual(wanted);
  const people = { ...board, members: { who: 'people' as const, personIds: [ID] } };
  const filter = { ...board.filter, withinDays: 14 };
  expect(boardOf(boardValues({ ...people, filter }, 'UTC'))).toMatchObject({
    members: { who: 'people', personIds: [ID] },
    filter: { withinDays: 14 },
  });
});

test.each([
  [{ chairId: null }, { chairId: 'must be an active agent' }],
  [
    { members: { who: 'team' as const, personIds: [], teamId: null } },
    { 'members.teamId': 'must be a team' },
  ],
  [
    { members: { who: 'people' as const, personIds: [], teamId: ID } },
    { 'members.personIds': 'must name somebody' },
  ],
  [{ minutes: '' }, { minutes: 'must be a number' }],
  [{ minutes: 3 }, { minutes: 'must be at least 5' }],
])('%j is told at its field', (more, errors) => {
  expect(checkBoard(fresh(more))).toEqual(errors);
});
