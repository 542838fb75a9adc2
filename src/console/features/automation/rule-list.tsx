import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { AutomationRule } from '../../../contract/automation.ts';
import { queryOf, useVerb } from '../../call.ts';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { showUndo } from '../../ui/tell.tsx';
import { OrderedList } from '../settings/ordered-list.tsx';
import settings from '../settings/settings.module.css';
import { useRuleNames } from './names.ts';
import { peopleIn, ruleWords } from './rule-words.ts';

type RuleListProps = {
  /** Absent: one may only read. */
  onEdit?: (rule: AutomationRule) => void;
};

export function RuleList({ onEdit }: RuleListProps) {
  const rules = useQuery(queryOf(api.automations.list, {}));
  const items = rules.data?.items ?? [];
  const names = useRuleNames(items.flatMap(peopleIn));
  const order = useVerb(api.automations.order);
  const update = useVerb(api.automations.update);
  const remove = useVerb(api.automations.remove);
  const turn = (input: { id: string; enabled: boolean }) =>
    update.mutate(input, {
      onSuccess: ({ name, enabled }) =>
        showUndo(enabled ? `${name} is on.` : `${name} is off. What it had still to do is not done.`, () =>
          update.mutate({ id: input.id, enabled: !enabled }),
        ),
    });
  if (rules.isPending) return <Loading rows={6} />;
  if (rules.isError && !rules.data) return <Failed error={rules.error} retry={rules.refetch} />;
  if (items.length === 0) {
    return <Empty title="No rule yet">Until there is one, the desk does nothing by itself.</Empty>;
  }
  return (
    <OrderedList
      items={items}
      what="rule"
      changes={
        onEdit && {
          order,
          update: { mutate: turn, isPending: update.isPending },
          remove,
          onEdit,
          removal: 'What it had still to do is not done. What it did stays in the log.',
        }
      }
    >
      {(rule) => (
        <>
          <p className={settings.sentence}>{ruleWords(rule, names)}</p>
          <p className={settings.sentence}>
            Version {rule.version} ·{' '}
            <Link
              to="/settings/$section"
              params={{ section: 'automation' }}
              search={{ show: 'log', rule: rule.id }}
            >
              what it did
              <VisuallyHidden>: {rule.name}</VisuallyHidden>
            </Link>
          </p>
        </>
      )}
    </OrderedList>
  );
}
