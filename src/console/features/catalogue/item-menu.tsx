import { ActionIcon, Menu } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { CatalogueItem } from '../../../contract/catalogue.ts';
import { useVerb } from '../../call.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { showDone } from '../../ui/tell.tsx';

type ItemMenuProps = { item: CatalogueItem; onEdit: () => void };

/** An item is archived rather than removed, and comes back. */
export function ItemMenu({ item, onEdit }: ItemMenuProps) {
  const { version: _, archived, ...content } = item;
  const update = useVerb(api.catalogue.update, {
    onSuccess: (item) =>
      showDone(item.archived ? `${item.name} is not offered any more.` : `${item.name} is offered again.`),
  });
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${item.name}`} loading={update.isPending}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Edit</Menu.Item>
        <Menu.Item onClick={() => update.mutate({ ...content, archived: !archived })}>
          {archived ? 'Offer it again' : 'Archive'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
