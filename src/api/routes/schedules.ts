import { listOnCall, shiftsOfSchedule } from '../../domain/oncall/now.ts';
import { createOverride, listOverrides, removeOverride } from '../../domain/oncall/overrides.ts';
import { proveCoverage, saveProving } from '../../domain/oncall/prove.ts';
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  updateSchedule,
} from '../../domain/oncall/schedules.ts';
import { previewSchedule, timelineOfSchedule } from '../../domain/oncall/timeline.ts';
import { listVersions } from '../../domain/oncall/versions.ts';
import type { Api, Handlers } from '../bind.ts';

/** @param channels those that are set up */
export const scheduleRoutes = (channels: ReadonlySet<string>): Handlers<Api['schedules']> => ({
  list: listSchedules,
  create: (ctx, input) => saveProving(ctx, channels, null, () => createSchedule(ctx, input)),
  update: (ctx, input) => saveProving(ctx, channels, input.id, () => updateSchedule(ctx, input)),
  remove: removeSchedule,
  shifts: shiftsOfSchedule,
  timeline: timelineOfSchedule,
  preview: (ctx, input) => previewSchedule(ctx, input, channels),
  versions: listVersions,
  overrides: listOverrides,
  override: (ctx, input) => saveProving(ctx, channels, input.id, () => createOverride(ctx, input)),
  removeOverride,
  onCall: listOnCall,
  coverage: (ctx, input) => proveCoverage(ctx, input, channels),
});
