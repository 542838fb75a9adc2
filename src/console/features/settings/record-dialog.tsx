import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useState } from 'react';

type RecordDialogProps<Item> = {
  /** Null: closed. */
  edited: Item | 'new' | null;
  /** What one of them is called, with its article: `a rule`. */
  what: string;
  size: ModalProps['size'];
  onClose: () => void;
  /** The form; null: for a new one. */
  children: (item: Item | null) => ReactNode;
};

/** Adds a record of the desk, or changes one. */
export function RecordDialog<Item extends { name: string }>({
  edited,
  what,
  size,
  onClose,
  children,
}: RecordDialogProps<Item>) {
  // The form stays drawn while the dialog fades.
  const [shown, setShown] = useState(edited);
  if (edited && edited !== shown) setShown(edited);
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      title={shown === 'new' ? `Add ${what}` : `Edit “${shown?.name}”`}
      size={size}
      closeOnClickOutside={false}
    >
      {shown && children(shown === 'new' ? null : shown)}
    </Modal>
  );
}
