import {
  acceptIncident,
  type ByNumber,
  cancelIncident,
  declareIncident,
  proposeIncident,
  rejectIncident,
} from '../../domain/incidents/declare.ts';
import { getIncident, listIncidents } from '../../domain/incidents/list.ts';
import { editIncident, moveIncident, resolveIncident } from '../../domain/incidents/move.ts';
import { leaveRole, takeRole } from '../../domain/incidents/roles.ts';
import { askForRoom } from '../../domain/incidents/room.ts';
import { editStatusUpdate, removeStatusUpdate } from '../../domain/incidents/status.ts';
import { addToTimeline, editTimeline, removeFromTimeline } from '../../domain/incidents/timeline.ts';
import { postUpdate } from '../../domain/incidents/update.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

const thenShow =
  <Input>(verb: (ctx: Ctx, input: Input) => Promise<ByNumber>) =>
  async (ctx: Ctx, input: Input) =>
    getIncident(ctx, await verb(ctx, input));

export const incidentRoutes: Handlers<Api['incidents']> = {
  list: listIncidents,
  get: getIncident,
  declare: thenShow(declareIncident),
  propose: thenShow(proposeIncident),
  accept: thenShow(acceptIncident),
  reject: thenShow(rejectIncident),
  cancel: thenShow(cancelIncident),
  move: thenShow(moveIncident),
  resolve: thenShow(resolveIncident),
  edit: thenShow(editIncident),
  room: thenShow(askForRoom),
  take: thenShow(takeRole),
  leave: thenShow(leaveRole),
  update: thenShow(postUpdate),
  note: thenShow(addToTimeline),
  editNote: thenShow(editTimeline),
  removeNote: thenShow(removeFromTimeline),
  editStatus: thenShow(editStatusUpdate),
  removeStatus: thenShow(removeStatusUpdate),
};
