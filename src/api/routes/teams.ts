import { removeMember, setMember } from '../../domain/teams/members.ts';
import { createTeam, listTeams, removeTeam, renameTeam } from '../../domain/teams/team.ts';
import type { Api, Handlers } from '../bind.ts';

export const teamRoutes: Handlers<Api['teams']> = {
  list: listTeams,
  create: createTeam,
  rename: renameTeam,
  remove: removeTeam,
  setMember,
  removeMember,
};
