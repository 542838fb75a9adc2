import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { IncidentView } from './incident-view.tsx';

const route = getRouteApi('/shell/agents/incidents/$number');

export function IncidentPage() {
  const { number } = route.useParams();
  const incident = useQuery(queryOf(api.incidents.get, { number }));
  if (incident.data) return <IncidentView incident={incident.data} />;
  if (incident.isPending) return <Loading rows={6} label="Loading the major incident" />;
  const isGone = incident.error instanceof ApiProblem && incident.error.missing;
  return (
    <>
      <PageTitle>Major incident</PageTitle>
      {isGone ? (
        <Empty title="There is no such major incident">Look whether the address is complete.</Empty>
      ) : (
        <Failed error={incident.error} retry={incident.refetch} />
      )}
    </>
  );
}
