import type { UseQueryResult } from '@tanstack/react-query';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';

/** What stands in the place of a change that is not here yet, or not at all. */
export function NoChange({ query }: { query: UseQueryResult }) {
  if (query.isPending) return <Loading rows={6} label="Loading the change" />;
  const isGone = query.error instanceof ApiProblem && query.error.missing;
  return (
    <>
      <PageTitle>Change</PageTitle>
      {isGone ? (
        <Empty title="There is no such change">Look whether the address is complete.</Empty>
      ) : (
        <Failed error={query.error} retry={query.refetch} />
      )}
    </>
  );
}
