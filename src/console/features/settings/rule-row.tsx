import { ActionIcon, Group, Switch, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { RoutingRule } from '../../../contract/rules.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ChevronDownIcon, EditIcon, TrashIcon } from '../../ui/icons.tsx';
import { useNames } from './names.ts';
import { actionWords, conditionWords, sentence } from './rule-words.ts';
import classes from './settings.module.css';

type RuleRowProps = {
  rule: RoutingRule;
  place: number;
  onEdit: () => void;
  /** Absent: it cannot go there now. */
  onUp?: () => void;
  onDown?: () => void;
};

export function RuleRow({ rule, place, onEdit, onUp, onDown }: RuleRowProps) {
  const names = useNames();
  const update = useVerb(api.routingRules.update);
  const remove = useVerb(api.routingRules.remove);
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove the rule “${rule.name}”?`,
      text: 'Tickets that it routed stay where they are and still show it.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id: rule.id });
  };
  return (
    <section
      className={classes.rule}
      data-off={!rule.enabled || undefined}
      aria-label={`Rule ${place}: ${rule.name}`}
    >
      <span className={classes.place}>{place}</span>
      <div className={classes.ruleText}>
        <Text fw={550} size="sm">
          <bdi>{rule.name}</bdi>
          {!rule.enabled && (
            <Text span size="xs" c="dimmed">
              {' '}
              · off
            </Text>
          )}
        </Text>
        <p className={classes.sentence}>
          {sentence(conditionWords(rule.conditions, names))}: {actionWords(rule.actions, names)}.
        </p>
      </div>
      <Group gap={2} wrap="nowrap" className={classes.ruleActions}>
        <Switch
          size="xs"
          mr="xs"
          aria-label={`${rule.name} is on`}
          checked={rule.enabled}
          disabled={update.isPending}
          onChange={(event) => update.mutate({ id: rule.id, enabled: event.currentTarget.checked })}
        />
        <ActionIcon
          aria-label={`Move ${rule.name} up`}
          aria-disabled={!onUp}
          data-disabled={!onUp || undefined}
          onClick={onUp}
          className={classes.up}
        >
          <ChevronDownIcon />
        </ActionIcon>
        <ActionIcon
          aria-label={`Move ${rule.name} down`}
          aria-disabled={!onDown}
          data-disabled={!onDown || undefined}
          onClick={onDown}
        >
          <ChevronDownIcon />
        </ActionIcon>
        <ActionIcon aria-label={`Edit ${rule.name}`} onClick={onEdit}>
          <EditIcon size={16} />
        </ActionIcon>
        <ActionIcon aria-label={`Remove ${rule.name}`} onClick={() => void askRemove()}>
          <TrashIcon size={16} />
        </ActionIcon>
      </Group>
    </section>
  );
}
