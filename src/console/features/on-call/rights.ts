/** Who may do what with schedules, as `domain/oncall/policy.ts` has it. */
import type { Me } from '../../../contract/session.ts';
import { isAdmin } from '../../session.tsx';

/** Changes the schedules of a team; without one: of any. */
export const runs = (me: Me, teamId?: string): boolean =>
  isAdmin(me) || me.teams.some(({ id, lead }) => lead && (teamId === undefined || id === teamId));

/** Stands in for somebody there, or has somebody stand in. */
export const overrides = (me: Me, teamId: string): boolean =>
  isAdmin(me) || me.teams.some(({ id }) => id === teamId);
