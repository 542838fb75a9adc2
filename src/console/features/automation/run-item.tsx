import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { ActionOutcome, RuleRun } from '../../../contract/automation.ts';
import { useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { CheckIcon, InfoIcon, RetryIcon, WarnIcon } from '../../ui/icons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { useNow, When } from '../../ui/when.tsx';
import classes from './automation.module.css';
import { outcomeWords, runStateWords } from './run-words.ts';

const icons: Record<ActionOutcome['outcome'], typeof CheckIcon> = {
  done: CheckIcon,
  unchanged: InfoIcon,
  later: RetryIcon,
  failed: WarnIcon,
};

/** What a rule did to a ticket, because of what, and what came of it. */
export function RunItem({ run }: { run: RuleRun }) {
  const { rule, ticket, because, at } = run;
  return (
    <li className={classes.run}>
      <div className={classes.runHead}>
        <b>
          <bdi>{rule.name}</bdi>
        </b>
        <span className={classes.soft}>version {rule.version}</span>
        <RunState run={run} />
        <span className={classes.runWhen}>
          <When at={at} />
        </span>
      </div>
      <p>
        <Link to="/tickets/$number" params={{ number: ticket.number }}>
          {ticket.number}
        </Link>{' '}
        <bdi>{ticket.title}</bdi> <span className={classes.soft}>· {because}</span>
      </p>
      <RunOutcome run={run} />
    </li>
  );
}

export function RunState({ run: { state } }: { run: RuleRun }) {
  return (
    <span className={classes.runState} data-state={state}>
      {runStateWords[state]}
    </span>
  );
}

/** What became of each action, and trying again what has failed. */
export function RunOutcome({ run: { id, state, outcomes, words, dueAt } }: { run: RuleRun }) {
  const mayRetry = isAdmin(useMe()) && state === 'failed';
  const now = useNow();
  const retry = useVerb(api.automations.retry, { onSuccess: () => showDone('It is tried again.') });
  return (
    <>
      {words && <p>{words}</p>}
      {state === 'waiting' && (
        <p>
          {Date.parse(dueAt) > now ? (
            <>
              It acts <When at={dueAt} exact />.
            </>
          ) : (
            'It acts within moments.'
          )}
        </p>
      )}
      {outcomes.length > 0 && (
        <ul className={classes.outcomes}>
          {outcomes.map((one, index) => {
            const Icon = icons[one.outcome];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the actions of a run keep their order
              <li key={index} data-outcome={one.outcome}>
                <Icon size={14} />
                <span>{outcomeWords(one)}</span>
              </li>
            );
          })}
        </ul>
      )}
      {mayRetry && (
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<RetryIcon size={14} />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ id })}
        >
          Try again
        </Button>
      )}
    </>
  );
}
