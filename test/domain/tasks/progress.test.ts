import { expect, test } from 'vitest';
import { progressOf } from '../../../src/domain/tasks/progress.ts';

test.each([
  [[], [], 0, 0],
  [[true, false], [], 1, 2],
  [[], ['new', 'in_progress', 'on_hold'], 0, 3],
  [[], ['resolved', 'closed'], 2, 2],
  [[true], ['cancelled', 'cancelled'], 1, 1],
  [[], ['cancelled'], 0, 0],
  [[true, true, false], ['closed', 'new', 'cancelled', 'resolved'], 4, 6],
] as const)('tasks %j and children %j: %d of %d', (tasks, children, done, total) => {
  expect(progressOf(tasks, children)).toEqual({ done, total });
});
