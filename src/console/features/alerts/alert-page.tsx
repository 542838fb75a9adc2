import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { AlertView } from './alert-view.tsx';

const route = getRouteApi('/shell/agents/alerts/$id');

export function AlertPage() {
  const { id } = route.useParams();
  const alert = useQuery(queryOf(api.alerts.get, { id }));
  if (alert.data) return <AlertView alert={alert.data} />;
  if (alert.isPending) return <Loading rows={6} label="Loading the alert" />;
  const isGone = alert.error instanceof ApiProblem && alert.error.missing;
  return (
    <>
      <PageTitle>Alert</PageTitle>
      {isGone ? (
        <Empty title="There is no such alert">Look whether the address is complete.</Empty>
      ) : (
        <Failed error={alert.error} retry={alert.refetch} />
      )}
    </>
  );
}
