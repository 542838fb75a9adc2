import { Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../contract/api.ts';
import { queryOf } from '../call.ts';

export const useCalendars = () => useQuery(queryOf(api.calendars.list, {})).data?.items ?? [];

/** Chooses a calendar; `otherwise` says by which hours it goes without one. */
export function CalendarSelect({ otherwise, ...rest }: Omit<SelectProps, 'data'> & { otherwise: string }) {
  const items = useCalendars();
  return (
    <Select
      label="Calendar"
      placeholder={otherwise}
      clearable
      searchable
      nothingFoundMessage="No calendar by that name"
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      {...rest}
    />
  );
}
