import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ChangeView } from './change-view.tsx';
import { NoChange } from './no-change.tsx';

const route = getRouteApi('/shell/agents/changes/$number');

export function ChangePage() {
  const { number } = route.useParams();
  const change = useQuery(queryOf(api.changes.get, { number }));
  return change.data ? <ChangeView change={change.data} /> : <NoChange query={change} />;
}
