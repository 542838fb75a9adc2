import { Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Macro } from '../../../contract/macros.ts';
import { queryOf } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useRuleNames } from '../automation/names.ts';
import { MacroSelect } from './macro-select.tsx';
import { macroWords, peopleIn } from './macro-words.ts';
import classes from './macros.module.css';

type BulkMacroProps = {
  opened: boolean;
  title: string;
  onClose: () => void;
  onApply: (macro: Macro) => void;
};

/** A macro for many tickets, with what it does to each of them. */
export function BulkMacro({ opened, title, ...rest }: BulkMacroProps) {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={title} size="lg">
      <Chosen {...rest} />
    </Modal>
  );
}

function Chosen({ onClose, onApply }: Pick<BulkMacroProps, 'onClose' | 'onApply'>) {
  const macros = useQuery(queryOf(api.macros.list, {}));
  const [macro, setMacro] = useState<Macro | null>(null);
  const names = useRuleNames(macro ? peopleIn(macro) : []);
  if (macros.isPending) return <Loading rows={2} />;
  if (macros.isError) return <Failed error={macros.error} retry={macros.refetch} />;
  if (macros.data.items.length === 0) return <Empty title="No macro yet">Add one under Settings.</Empty>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (macro) onApply(macro);
      }}
    >
      <Stack gap="md">
        <MacroSelect macros={macros.data.items} value={macro?.id ?? null} onChange={setMacro} />
        {macro && (
          <div role="status">
            {macro.reply !== null && (
              <>
                <Text size="sm" fw={550}>
                  Each requester reads
                </Text>
                <blockquote className={classes.reply}>{macro.reply}</blockquote>
              </>
            )}
            {macro.actions.length > 0 && (
              <Text size="sm">{macroWords({ reply: null, actions: macro.actions }, names)}</Text>
            )}
          </div>
        )}
        <FormButtons submit="Apply" loading={false} onCancel={onClose} />
      </Stack>
    </form>
  );
}
