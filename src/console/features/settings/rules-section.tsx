import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { RoutingRule } from '../../../contract/rules.ts';
import { queryOf, useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { DryRun } from './dry-run.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleRow } from './rule-row.tsx';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

export function RulesSection() {
  const rules = useQuery(queryOf(api.routingRules.list, {}));
  const [edited, setEdited] = useState<RoutingRule | 'new' | null>(null);
  const [shown, setShown] = useState(edited);
  if (edited && edited !== shown) setShown(edited);
  const order = useVerb(api.routingRules.order);
  const items = rules.data?.items ?? [];

  const move = (from: number, to: number) => {
    const ids = items.map((rule) => rule.id);
    const [id] = ids.splice(from, 1);
    if (!id) return;
    ids.splice(to, 0, id);
    order.mutate({ ids }, { onSuccess: () => announce(`${items[from]?.name} is now number ${to + 1}.`) });
  };

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
        <div className={classes.panel}>
          {items.map((rule, index) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              place={index + 1}
              onEdit={() => setEdited(rule)}
              onUp={index > 0 && !order.isPending ? () => move(index, index - 1) : undefined}
              onDown={index < items.length - 1 && !order.isPending ? () => move(index, index + 1) : undefined}
            />
          ))}
        </div>
      )}
      {rules.data && <DryRun />}
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={shown === 'new' ? 'Add a rule' : `Edit “${shown?.name}”`}
        size="xl"
        closeOnClickOutside={false}
      >
        {shown && <RuleForm rule={shown === 'new' ? null : shown} onDone={() => setEdited(null)} />}
      </Modal>
    </>
  );
}
