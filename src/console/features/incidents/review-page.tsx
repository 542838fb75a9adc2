import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf, useVerb } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { ReviewView } from './review-view.tsx';

const route = getRouteApi('/shell/agents/incidents/$number/review');

/** What was learned from a major incident. */
export function ReviewPage() {
  const { number } = route.useParams();
  const review = useQuery(queryOf(api.reviews.get, { number }));
  if (review.data) return <ReviewView review={review.data} />;
  if (review.isPending) return <Loading rows={6} label="Loading the review" />;
  const isGone = review.error instanceof ApiProblem && review.error.missing;
  return (
    <>
      <PageTitle>Review</PageTitle>
      {isGone ? <None number={number} /> : <Failed error={review.error} retry={review.refetch} />}
    </>
  );
}

function None({ number }: { number: string }) {
  const incident = useQuery(queryOf(api.incidents.get, { number }));
  const begin = useVerb(api.reviews.begin);
  const canBegin = incident.data?.state === 'resolved' && incident.data.workable;
  return (
    <Empty
      title="There is no review"
      action={
        canBegin ? (
          <Button loading={begin.isPending} onClick={() => begin.mutate({ number })}>
            Draft one
          </Button>
        ) : incident.data ? (
          <Link to="/incidents/$number" params={{ number }}>
            {number}
          </Link>
        ) : undefined
      }
    >
      {canBegin
        ? 'It can be drafted from the timeline.'
        : 'A review is drafted from the timeline when the major incident is resolved.'}
    </Empty>
  );
}
