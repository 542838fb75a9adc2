import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import classes from './paging.module.css';
import { PhonePanel } from './phone-panel.tsx';
import { PushPanel } from './push-panel.tsx';
import { TestPanel } from './test-panel.tsx';
import { WaysForm } from './ways-form.tsx';

/** By which ways one is told of alerts, and whether they arrive. */
export function PagingPage() {
  const rules = useQuery(queryOf(api.paging.get, { id: useMe().id }));
  const phone = useQuery(queryOf(api.phone.get, {}));
  const push = useQuery(queryOf(api.push.get, {}));
  const failed = [rules, phone, push].find((query) => query.isError && !query.data);
  return (
    <div className={classes.page}>
      <PageTitle>How I am paged</PageTitle>
      <Text size="sm" c="dimmed" maw="42rem">
        When an alert is yours, Deskbell tells you by these ways, one after the other, until somebody answers.
        If a way fails, the next one is taken at once.
      </Text>
      {failed && <Failed error={failed.error} retry={failed.refetch} />}
      {!failed && !(rules.data && phone.data && push.data) && <Loading rows={6} />}
      {rules.data && phone.data && push.data && (
        <>
          <PhonePanel key={phone.data.number ?? ''} phone={phone.data} />
          <PushPanel push={push.data} />
          <WaysForm rules={rules.data} own={{ phone: phone.data, push: push.data }} />
          <TestPanel own={{ phone: phone.data, push: push.data }} />
        </>
      )}
    </div>
  );
}
