import { listFeeds, makeFeed, removeFeed } from '../../domain/oncall/feeds.ts';
import { listOnCall, shiftsOfSchedule } from '../../domain/oncall/now.ts';
import { createOverride, listOverrides, removeOverride } from '../../domain/oncall/overrides.ts';
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  updateSchedule,
} from '../../domain/oncall/schedules.ts';
import { previewSchedule, timelineOfSchedule } from '../../domain/oncall/timeline.ts';
import { listVersions } from '../../domain/oncall/versions.ts';
import type { Api, Handlers } from '../bind.ts';

export const scheduleRoutes: Handlers<Api['schedules']> = {
  list: listSchedules,
  create: createSchedule,
  update: updateSchedule,
  remove: removeSchedule,
  shifts: shiftsOfSchedule,
  timeline: timelineOfSchedule,
  preview: previewSchedule,
  versions: listVersions,
  overrides: listOverrides,
  override: createOverride,
  removeOverride,
  onCall: listOnCall,
  feeds: listFeeds,
  makeFeed,
  removeFeed,
};
