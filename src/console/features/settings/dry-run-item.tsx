import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DryRunResult } from '../../../contract/rules.ts';
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx';
import { useNames } from './names.ts';
import { actionWords, sentence } from './rule-words.ts';
import classes from './settings.module.css';

type Item = DryRunResult['items'][number];

/** One answer of a dry run, with every rule that was asked and why it fires or does not. */
export function DryRunItem({ item, isOpen }: { item: Item; isOpen: boolean }) {
  const names = useNames();
  return (
    <li>
      {item.ticket && (
        <Text size="sm">
          <Link to="/tickets/$number" params={{ number: item.ticket.number }}>
            {item.ticket.number}
          </Link>{' '}
          <bdi>{item.ticket.title}</bdi>
          {item.ticket.queue !== item.queue && (
            <Text span size="sm" c="dimmed">
              {' '}
              · now in {item.ticket.queue}
            </Text>
          )}
        </Text>
      )}
      <Text size="sm">
        {item.rule ? (
          <>
            <b>{item.rule.name}</b> decides: {item.actions ? actionWords(item.actions, names) : 'nothing'}.{' '}
          </>
        ) : (
          'No rule decides. '
        )}
        It goes to <b>{item.queue}</b>.
      </Text>
      {item.steps.length > 0 && (
        <details open={isOpen} className={classes.details}>
          <summary>
            {item.steps.length === 1
              ? 'The rule that was asked'
              : `The ${item.steps.length} rules that were asked`}
          </summary>
          <ol className={classes.steps}>
            {item.steps.map((step) => (
              <li key={step.ruleId} data-fires={step.fires || undefined}>
                {step.fires ? <CheckIcon size={16} /> : <CloseIcon size={16} />}
                <span>
                  <b>{step.name}</b> {step.fires ? 'fires' : 'does not fire'}: {sentence(step.reason)}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
