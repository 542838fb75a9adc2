import { Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { CatalogueItem } from '../../../contract/catalogue.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { ExportButton } from '../automation/export-button.tsx';
import { ImportDialog } from '../automation/import-dialog.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import classes from './catalogue.module.css';
import { audienceWords } from './catalogue-words.ts';
import { ItemEditor } from './item-editor.tsx';
import { ItemMenu } from './item-menu.tsx';

/** The items of the catalogue: admins change them, agents read. */
export function CatalogueSection() {
  const mayChange = isAdmin(useMe());
  const found = useQuery(queryOf(api.catalogue.list, {}));
  const [edited, setEdited] = useState<CatalogueItem | 'new' | null>(null);
  const [isImporting, setImporting] = useState(false);
  const items = (found.data?.items ?? []).toSorted((a, b) => Number(a.archived) - Number(b.archived));
  return (
    <>
      <SectionHead
        title="Catalogue"
        aside={
          mayChange && (
            <Group gap="xs">
              <ExportButton endpoint={api.catalogue.export} file="deskbell-catalogue.yaml" />
              <Button variant="default" onClick={() => setImporting(true)}>
                Import
              </Button>
              <AddCommon />
              <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
                Add an item
              </Button>
            </Group>
          )
        }
      >
        What people may ask for, each item with a form of its own, who has to agree, and what is done then.
      </SectionHead>
      {found.isPending && <Loading rows={4} />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && items.length === 0 && (
        <Empty title="No item yet">Begin with the common ones, and change them as you like.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Item', 'Category', 'For', 'Version']}>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Th scope="row" fw={400}>
                <ItemWords item={item} />
              </Table.Th>
              <Table.Td data-label="Category">{item.category || '–'}</Table.Td>
              <Table.Td data-label="For">{audienceWords[item.audience.who]}</Table.Td>
              <Table.Td data-label="Version">{item.version}</Table.Td>
              <Table.Td ta="right">
                {mayChange && <ItemMenu item={item} onEdit={() => setEdited(item)} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="an item" size="72rem" onClose={() => setEdited(null)}>
        {(item) => <ItemEditor item={item} onDone={() => setEdited(null)} />}
      </RecordDialog>
      <ImportDialog
        opened={isImporting}
        onClose={() => setImporting(false)}
        endpoint={api.catalogue.import}
        of={{ root: 'catalogue', one: 'Item', many: 'Items' }}
      />
    </>
  );
}

function ItemWords({ item: { icon, name, description, archived } }: { item: CatalogueItem }) {
  return (
    <>
      <Text size="sm" fw={550}>
        <bdi>{`${icon} ${name}`.trim()}</bdi>
        {archived && <span className={classes.archived}>Archived</span>}
      </Text>
      <Text size="sm" c="dimmed" lineClamp={2}>
        <bdi>{description}</bdi>
      </Text>
    </>
  );
}

function AddCommon() {
  const add = useVerb(api.catalogue.common, {
    onSuccess: ({ added }) =>
      showDone(
        added === 0
          ? 'All common items are there already.'
          : `${added === 1 ? 'One item was' : `${added} items were`} added.`,
      ),
  });
  return (
    <Button variant="default" loading={add.isPending} onClick={() => add.mutate({})}>
      Add common items
    </Button>
  );
}
