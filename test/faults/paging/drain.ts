import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { World } from './world.ts';

const LOOK = 100;
const PATIENCE = 5 * MINUTE;
/** Past the next minute, by which everything is counted. */
export const A_MINUTE = MINUTE + SECOND;

// What is due, is just being sent, or was tried and is to be tried again; and what the audit chain lacks.
const BUSY = `
SELECT EXISTS (SELECT 1 FROM alert WHERE escalate_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM escalation WHERE next_at <= $1)
    OR EXISTS (SELECT 1 FROM page WHERE work_at IS NOT NULL AND (work_at <= $1 OR attempts > 0))
    OR EXISTS (SELECT 1 FROM audit_entry WHERE seq IS NULL) AS busy`;
const AHEAD = `
SELECT EXISTS (SELECT 1 FROM escalation WHERE next_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM page WHERE work_at IS NOT NULL) AS ahead`;

/** Waits until the desk has done what there was to do, or is over. */
export async function settle(world: World, isOver = () => false): Promise<void> {
  const { pool } = world.ctx().store;
  for (const began = performance.now(); performance.now() - began < PATIENCE; await sleep(LOOK)) {
    if (isOver()) return;
    const { rows } = await pool.query(BUSY, [world.clock.now()]);
    if (!rows[0]?.busy) return;
  }
  throw new Error('the desk does not come to rest');
}

/** Lets the time pass until nothing is to come by the clock any more. */
export async function passTime(world: World): Promise<void> {
  const { pool } = world.ctx().store;
  for (;;) {
    await settle(world);
    const { rows } = await pool.query(AHEAD);
    if (!rows[0]?.ahead) return;
    world.jump(A_MINUTE);
  }
}
