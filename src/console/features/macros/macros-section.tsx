import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Macro } from '../../../contract/macros.ts';
import { queryOf } from '../../call.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useRuleNames } from '../automation/names.ts';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { MacroForm } from './macro-form.tsx';
import { MacroRow } from './macro-row.tsx';
import { peopleIn } from './macro-words.ts';

/** What agents say and do again and again: those that one may use, and one's own. */
export function MacrosSection() {
  const macros = useQuery(queryOf(api.macros.list, {}));
  const items = macros.data?.items ?? [];
  const names = useRuleNames(items.flatMap(peopleIn));
  const [edited, setEdited] = useState<Macro | 'new' | null>(null);
  const close = () => setEdited(null);
  return (
    <>
      <SectionHead
        title="Macros"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add a macro
          </Button>
        }
      >
        What agents say and do again and again. One that only says something is a canned reply. Use them with
        “/” where you write to a requester, in a list of tickets, or behind More on a card in a chat.
      </SectionHead>
      {macros.isPending && <Loading rows={6} />}
      {macros.isError && !macros.data && <Failed error={macros.error} retry={macros.refetch} />}
      {macros.data && items.length === 0 && (
        <Empty title="No macro yet">
          Begin with the answer that you write most often: how a password is set anew, where the printer is.
        </Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Macro', 'For', 'Used']}>
          {items.map((macro) => (
            <MacroRow key={macro.id} macro={macro} names={names} onEdit={() => setEdited(macro)} />
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="a macro" size="xl" onClose={close}>
        {(macro) => <MacroForm macro={macro} onDone={close} />}
      </RecordDialog>
    </>
  );
}
