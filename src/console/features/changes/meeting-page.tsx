import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { MeetingView } from './meeting-view.tsx';

const route = getRouteApi('/shell/agents/changes/meetings/$id');

export function MeetingPage() {
  const { id } = route.useParams();
  const meeting = useQuery(queryOf(api.changeMeetings.get, { id }));
  if (meeting.data) return <MeetingView meeting={meeting.data} />;
  if (meeting.isPending) return <Loading rows={6} label="Loading the meeting" />;
  const isGone = meeting.error instanceof ApiProblem && meeting.error.missing;
  return (
    <>
      <PageTitle>Meeting</PageTitle>
      {isGone ? (
        <Empty title="There is no such meeting">Look whether the address is complete.</Empty>
      ) : (
        <Failed error={meeting.error} retry={meeting.refetch} />
      )}
    </>
  );
}
