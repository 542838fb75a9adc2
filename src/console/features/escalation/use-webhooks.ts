import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';

/** The webhooks of the desk; only admins see them. */
export const useWebhooks = () => {
  const enabled = isAdmin(useMe());
  return useQuery({ ...queryOf(api.webhooks.list, {}), enabled }).data?.items ?? [];
};
