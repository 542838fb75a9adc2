import { createBoard, listBoards, updateBoard } from '../../domain/meetings/boards.ts';
import { addItem, type ById, orderAgenda, removeItem } from '../../domain/meetings/items.ts';
import { getMeeting, listMeetings } from '../../domain/meetings/list.ts';
import { writeMinutes } from '../../domain/meetings/minutes.ts';
import { beginMeeting, cancelMeeting, endMeeting } from '../../domain/meetings/move.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

const thenShow =
  <Input>(verb: (ctx: Ctx, input: Input) => Promise<ById>) =>
  async (ctx: Ctx, input: Input) =>
    getMeeting(ctx, await verb(ctx, input));

export const changeBoardRoutes: Handlers<Api['changeBoards']> = {
  list: listBoards,
  create: createBoard,
  update: updateBoard,
};

export const changeMeetingRoutes: Handlers<Api['changeMeetings']> = {
  list: listMeetings,
  get: getMeeting,
  add: thenShow(addItem),
  remove: thenShow(removeItem),
  order: thenShow(orderAgenda),
  minutes: thenShow(writeMinutes),
  begin: thenShow(beginMeeting),
  end: thenShow(endMeeting),
  cancel: thenShow(cancelMeeting),
};
