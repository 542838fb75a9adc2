import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { RoutingRule } from '../../../contract/rules.ts';
import { queryOf, useVerb } from '../../call.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { DryRun } from './dry-run.tsx';
import { useNames } from './names.ts';
import { OrderedList } from './ordered-list.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { RuleForm } from './rule-form.tsx';
import { actionWords, conditionWords, sentence } from './rule-words.ts';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

export function RulesSection() {
  const names = useNames();
  const rules = useQuery(queryOf(api.routingRules.list, {}));
  const [edited, setEdited] = useState<RoutingRule | 'new' | null>(null);
  const order = useVerb(api.routingRules.order);
  const update = useVerb(api.routingRules.update);
  const remove = useVerb(api.routingRules.remove);
  const items = rules.data?.items ?? [];
  const removal = 'Tickets that it routed stay where they are and still show it.';

  return (
    <>
      <SectionHead
        title="Routing rules"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add a rule
          </Button>
        }
      >
        Asked from top to bottom for every new ticket; the first rule whose conditions all hold decides. When
        none does, the conversation’s queue takes the ticket, or else the default queue.
      </SectionHead>
      {rules.isPending && <Loading rows={6} />}
      {rules.isError && !rules.data && <Failed error={rules.error} retry={rules.refetch} />}
      {rules.data && items.length === 0 && (
        <Empty title="No rule yet">Until there is one, every ticket goes where its conversation says.</Empty>
      )}
      {items.length > 0 && (
        <OrderedList
          items={items}
          what="rule"
          changes={{ order, update, remove, onEdit: setEdited, removal }}
        >
          {(rule) => (
            <p className={classes.sentence}>
              {sentence(conditionWords(rule.conditions, names))}: {actionWords(rule.actions, names)}.
            </p>
          )}
        </OrderedList>
      )}
      {rules.data && <DryRun />}
      <RecordDialog edited={edited} what="a rule" size="xl" onClose={() => setEdited(null)}>
        {(rule) => <RuleForm rule={rule} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}
