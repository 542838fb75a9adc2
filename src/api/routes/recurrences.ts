import { listRecurrenceRuns, previewTimes, runNow } from '../../domain/recurrence/runs.ts';
import {
  createRecurrence,
  listRecurrences,
  removeRecurrence,
  updateRecurrence,
} from '../../domain/recurrence/save.ts';
import type { Api, Handlers } from '../bind.ts';

export const recurrenceRoutes: Handlers<Api['recurrences']> = {
  list: listRecurrences,
  create: createRecurrence,
  preview: previewTimes,
  update: updateRecurrence,
  remove: removeRecurrence,
  runs: listRecurrenceRuns,
  runNow,
};
