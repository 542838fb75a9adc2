import { ActionIcon, Table, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { StatusSubscriber } from '../../../contract/status-page.ts';
import { itemsOf, pagesOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { TrashIcon } from '../../ui/icons.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Failed } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { RecordTable } from '../settings/record-table.tsx';

/** Who gets the public updates by e-mail; nothing while there is nobody. */
export function Subscribers() {
  const found = useInfiniteQuery(pagesOf(api.statusPage.subscribers, {}));
  const items = itemsOf(found.data);
  if (found.isError && items.length === 0) return <Failed error={found.error} retry={found.refetch} />;
  if (items.length === 0) return null;
  return (
    <>
      <Title order={2} size="h5">
        Told by e-mail
      </Title>
      <RecordTable columns={['Address', 'Since', 'State']}>
        {items.map((one) => (
          <SubscriberRow key={one.id} subscriber={one} />
        ))}
      </RecordTable>
      <ShowMore pages={found} />
    </>
  );
}

function SubscriberRow({
  subscriber: { id, email, askedAt, confirmedAt },
}: {
  subscriber: StatusSubscriber;
}) {
  const remove = useVerb(api.statusPage.removeSubscriber);
  const ask = async () => {
    const yes = await confirm({
      ...{ title: `Remove ${email}?`, text: 'They are sent nothing more.', yes: 'Remove', danger: true },
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <bdi>{email}</bdi>
      </Table.Th>
      <Table.Td data-label="Since">
        <When at={confirmedAt ?? askedAt} exact />
      </Table.Td>
      <Table.Td data-label="State">{confirmedAt ? 'confirmed' : 'not confirmed yet'}</Table.Td>
      <Table.Td ta="right">
        <ActionIcon aria-label={`Remove ${email}`} loading={remove.isPending} onClick={() => void ask()}>
          <TrashIcon size={16} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
