import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';

type ServicePickerProps = Omit<MultiSelectProps, 'data' | 'form'> & {
  form: { getInputProps: (path: string) => { value?: string[] } };
  path?: string;
};

/** Chooses services; those that are archived only stay. */
export function ServicePicker({ form, path = 'services', ...rest }: ServicePickerProps) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const input = form.getInputProps(path);
  return (
    <MultiSelect
      label="Services"
      description="What it touches"
      searchable
      data={services
        .filter(({ id, archivedAt }) => archivedAt === null || input.value?.includes(id))
        .map(({ id, name }) => ({ value: id, label: name }))}
      {...input}
      {...rest}
    />
  );
}
