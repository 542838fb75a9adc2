/**
 * Priority of a ticket, read from a matrix of impact by urgency. Pure: the matrix is data an admin edits.
 */

/** Impact or urgency: 1 is high, 2 medium, 3 low. */
export type Level = 1 | 2 | 3;

/** P1 (critical) .. P5 (planning). */
export type Priority = 1 | 2 | 3 | 4 | 5;

type Row = readonly [Priority, Priority, Priority];

/** Rows are impact 1..3, columns urgency 1..3. */
export type PriorityMatrix = readonly [Row, Row, Row];

/**
 * The matrix of a fresh install: ITIL's impact x urgency in the values of ServiceNow's default priority
 * lookup rules (1x1 critical; 1x2, 2x1 high; 1x3, 2x2, 3x1 moderate; 2x3, 3x2 low; 3x3 planning).
 */
export const defaultPriorityMatrix: PriorityMatrix = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
];

const LEVELS: readonly Level[] = [1, 2, 3];

/**
 * An impact and urgency to which the matrix gives a priority, as even as can be; where it gives it to none, those of the
 * nearest one, the more urgent first.
 */
export function levelsFor(matrix: PriorityMatrix, priority: Priority): readonly [Level, Level] {
  const off = ([impact, urgency]: readonly [Level, Level]) => {
    const given = priorityOf(matrix, impact, urgency);
    return Math.abs(given - priority) * 10 + (given > priority ? 5 : 0) + Math.abs(impact - urgency);
  };
  const pairs = LEVELS.flatMap((impact) => LEVELS.map((urgency) => [impact, urgency] as const));
  return pairs.reduce((best, pair) => (off(pair) < off(best) ? pair : best));
}

/** The priority the matrix gives to this impact and urgency. */
export function priorityOf(matrix: PriorityMatrix, impact: Level, urgency: Level): Priority {
  // Level is 1-based and the tuples are three long, so the index is always there; the switch-free lookup
  // needs the cast because TypeScript does not subtract literal types.
  return matrix[(impact - 1) as 0 | 1 | 2][(urgency - 1) as 0 | 1 | 2];
}
