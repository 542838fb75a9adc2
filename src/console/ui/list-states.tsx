import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty, Failed, Loading } from './states.tsx';

type ListStatesProps = {
  list: Pick<UseInfiniteQueryResult, 'isPending' | 'isError' | 'isSuccess' | 'error' | 'refetch'>;
  isEmpty: boolean;
  /** What stands in the address; each unset: it is not narrowed. */
  filters: object;
  /** While it is fetched. */
  rows: number;
  loading: string;
  /** Where there is none at all. */
  none: ReactNode;
  /** Where none of them fits. */
  noneFits: string;
  onClear: () => void;
};

/** What stands in the place of a list that can be narrowed, while it shows nothing. */
export function ListStates({
  list,
  isEmpty,
  filters,
  rows,
  loading,
  none,
  noneFits,
  onClear,
}: ListStatesProps) {
  const isNarrowed = Object.values(filters).some((one) => one !== undefined);
  return (
    <>
      {list.isPending && <Loading rows={rows} label={loading} />}
      {list.isError && isEmpty && <Failed error={list.error} retry={list.refetch} />}
      {list.isSuccess && isEmpty && !isNarrowed && none}
      {list.isSuccess && isEmpty && isNarrowed && (
        <Empty
          title={noneFits}
          action={
            <Button variant="default" onClick={onClear}>
              Clear filters
            </Button>
          }
        />
      )}
    </>
  );
}
