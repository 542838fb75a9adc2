import { ActionIcon, Menu } from '@mantine/core';
import { confirm } from './confirm.tsx';
import { MoreIcon } from './icons.tsx';

type EditMenuProps = {
  name: string;
  /** What follows from removing it. */
  consequence: string;
  isRemoving: boolean;
  onEdit: () => void;
  /** After a question. */
  onRemove: () => void;
};

/** What can be done with a record: it is edited, or removed after a question. */
export function EditMenu({ name, consequence, isRemoving, onEdit, onRemove }: EditMenuProps) {
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove “${name}”?`,
      text: consequence,
      yes: 'Remove',
      danger: true,
    });
    if (yes) onRemove();
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`} loading={isRemoving}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Edit</Menu.Item>
        <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
