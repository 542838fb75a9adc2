import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { SeveralFilter } from '../queues/several-filter.tsx';

type ServiceFilterProps = {
  value: string[] | undefined;
  onChange: (ids: string[] | undefined) => void;
};

/** Only what touches one of these services. */
export function ServiceFilter({ value, onChange }: ServiceFilterProps) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const data = services.map(({ id, name }) => ({ value: id, label: name }));
  return <SeveralFilter label="Service" data={data} value={value} onChange={onChange} />;
}
