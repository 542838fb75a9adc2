import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';

/** The on-call schedules of the desk, by name. */
export const useSchedules = () => useQuery(queryOf(api.schedules.list, {})).data?.items ?? [];
