import { Text } from '@mantine/core';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../contract/api.ts';
import { queryOf } from '../call.ts';
import { wordsOf } from '../problem.ts';

/** What a picker needs of people whose name or address has the words in it. */
export function usePeopleFound(words: string, agentsOnly: boolean) {
  const found = useQuery({
    ...queryOf(api.people.list, {
      limit: 20,
      active: 'true',
      ...(words ? { q: words } : {}),
      ...(agentsOnly ? { agents: 'true' as const } : {}),
    }),
    placeholderData: keepPreviousData,
  });
  const items = found.data?.items ?? [];
  const emails = new Map(items.map(({ id, email }) => [id, email]));
  return {
    names: new Map(items.map(({ id, name }) => [id, name])),
    renderOption: ({ option }: { option: { value: string; label: string } }) => (
      <div>
        <Text size="sm">
          <bdi>{option.label}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {emails.get(option.value)}
        </Text>
      </div>
    ),
    nothingFoundMessage: found.isError
      ? wordsOf(found.error)
      : found.isFetching
        ? 'Looking …'
        : 'Nobody by that name',
  };
}

/** The names behind ids. */
export function usePeopleNames(ids: readonly string[]): (id: string) => string {
  const wanted = [...new Set(ids)];
  const found = useQueries({ queries: wanted.map((id) => queryOf(api.people.get, { id })) });
  const names = new Map(
    found.map(({ data, isPending }, index) => [
      wanted[index],
      data?.name ?? (isPending ? '…' : 'somebody who is gone'),
    ]),
  );
  return (id) => names.get(id) ?? '…';
}
