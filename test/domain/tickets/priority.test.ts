import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultPriorityMatrix,
  type Level,
  levelsFor,
  type Priority,
  type PriorityMatrix,
  priorityOf,
} from '../../../src/domain/tickets/priority.ts';

const level = fc.constantFrom<Level>(1, 2, 3);

describe('priorityOf', () => {
  it.each<[Level, Level, number]>([
    [1, 1, 1],
    [1, 2, 2],
    [2, 1, 2],
    [1, 3, 3],
    [2, 2, 3],
    [3, 1, 3],
    [2, 3, 4],
    [3, 2, 4],
    [3, 3, 5],
  ])('gives impact %i and urgency %i priority %i by default', (impact, urgency, priority) => {
    expect(priorityOf(defaultPriorityMatrix, impact, urgency)).toBe(priority);
  });

  it('reads impact down and urgency across an edited matrix', () => {
    const matrix: PriorityMatrix = [
      [1, 1, 2],
      [5, 3, 4],
      [5, 5, 5],
    ];
    expect(priorityOf(matrix, 1, 3)).toBe(2);
    expect(priorityOf(matrix, 2, 1)).toBe(5);
  });

  it('never falls when impact or urgency rises, by default', () => {
    fc.assert(
      fc.property(level, level, level, level, (i1, u1, i2, u2) => {
        fc.pre(i1 <= i2 && u1 <= u2);
        expect(priorityOf(defaultPriorityMatrix, i1, u1)).toBeLessThanOrEqual(
          priorityOf(defaultPriorityMatrix, i2, u2),
        );
      }),
    );
  });
});

describe('levelsFor', () => {
  it.each<[Priority, Level, Level]>([
    [1, 1, 1],
    [2, 1, 2],
    [3, 2, 2],
    [4, 2, 3],
    [5, 3, 3],
  ])('gives P%i impact %i and urgency %i by default', (priority, impact, urgency) => {
    expect(levelsFor(defaultPriorityMatrix, priority)).toEqual([impact, urgency]);
  });

  it('takes the nearest priority where a matrix does not have it, the more urgent first', () => {
    const matrix: PriorityMatrix = [
      [1, 1, 3],
      [3, 3, 3],
      [5, 5, 5],
    ];
    expect(priorityOf(matrix, ...levelsFor(matrix, 2))).toBe(1);
    expect(priorityOf(matrix, ...levelsFor(matrix, 4))).toBe(3);
  });
});
