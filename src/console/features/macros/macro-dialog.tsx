import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Macro } from '../../../contract/macros.ts';
import { queryOf, useVerb } from '../../call.ts';
import { Failed, Loading } from '../../ui/states.tsx';
import { ApplyMacro } from './apply-macro.tsx';
import { MacroSelect } from './macro-select.tsx';

type MacroDialogProps = {
  opened: boolean;
  /** Its number. */
  ticket: string;
  /** Whether a macro was used. */
  onClose: (used: boolean) => void;
  /** A canned reply goes where one writes. */
  onInsert: (text: string) => void;
};

/** A macro for one ticket: chosen by name, then put where one writes or, once it is seen what it does, applied. */
export function MacroDialog({ opened, ticket, onClose, onInsert }: MacroDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={() => onClose(false)}
      title={`Use a macro on ${ticket}`}
      size="lg"
      // The focus goes where one writes.
      returnFocus={false}
    >
      <Chosen ticket={ticket} onClose={onClose} onInsert={onInsert} />
    </Modal>
  );
}

function Chosen({ ticket, onClose, onInsert }: Omit<MacroDialogProps, 'opened'>) {
  const macros = useQuery(queryOf(api.macros.list, { ticket }));
  const [macro, setMacro] = useState<Macro | null>(null);
  const fill = useVerb(api.macros.fill, {
    onSuccess: ({ reply }) => {
      onInsert(reply ?? '');
      onClose(true);
    },
  });
  if (macros.isPending) return <Loading rows={2} />;
  if (macros.isError) return <Failed error={macros.error} retry={macros.refetch} />;
  if (macros.data.items.length === 0) return <None />;
  const choose = (chosen: Macro) => {
    setMacro(chosen);
    if (chosen.actions.length === 0) fill.mutate({ id: chosen.id, ticket });
  };
  return (
    <Stack gap="md">
      <MacroSelect macros={macros.data.items} value={macro?.id ?? null} onChange={choose} />
      {macro && macro.actions.length > 0 && (
        <ApplyMacro key={macro.id} macro={macro} ticket={ticket} onClose={onClose} />
      )}
    </Stack>
  );
}

function None() {
  return (
    <Text size="sm">
      There is none for this ticket as it is. Add one under{' '}
      <Anchor
        size="sm"
        renderRoot={(props) => <Link to="/settings/$section" params={{ section: 'macros' }} {...props} />}
      >
        Settings, Macros
      </Anchor>
      .
    </Text>
  );
}
