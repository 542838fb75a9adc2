import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import type { Names } from './rule-words.ts';

/** The queues and teams of the desk, by id, for those who read and write rules. */
export function useNames(): Names & {
  queues: { value: string; label: string }[];
  teams: { value: string; label: string }[];
} {
  const queues = useQuery(queryOf(api.queues.list, {})).data?.items ?? [];
  const teams = useQuery(queryOf(api.teams.list, {})).data?.items ?? [];
  return {
    queue: (id) => queues.find((queue) => queue.id === id)?.name ?? 'a queue that is gone',
    team: (id) => teams.find((team) => team.id === id)?.name ?? 'a team that is gone',
    queues: queues.filter((queue) => !queue.archived).map(({ id, name }) => ({ value: id, label: name })),
    teams: teams.map(({ id, name }) => ({ value: id, label: name })),
  };
}
