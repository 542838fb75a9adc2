import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Tried, Trigger } from '../../../contract/automation.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx';
import settings from '../settings/settings.module.css';
import { atFields, toFirstError } from '../ticket/form.ts';
import classes from './automation.module.css';
import { draftErrors, ruleOf } from './draft.ts';
import type { DraftForm } from './trigger-fields.tsx';

/** How many of the last tickets are tried. */
const LAST = 50;

type Item = Tried['items'][number];

/** What the rule, as it stands in the form, would have done. */
export function TryRule({ form }: { form: DraftForm }) {
  const [items, setItems] = useState<Item[] | null>(null);
  const run = useVerb(api.automations.dryRun, {
    invalidates: [],
    onProblem: atFields(form),
    onSuccess: (tried) => {
      setItems(tried.items);
      announce(summary(tried.items));
    },
  });
  const tryIt = () => {
    const errors = Object.entries(draftErrors(form.getValues())).filter(([path]) =>
      /^(trigger|condition)\b/.test(path),
    );
    form.setErrors(Object.fromEntries(errors));
    if (errors.length > 0) return toFirstError(form)(Object.fromEntries(errors));
    const { trigger, condition } = ruleOf(form.getValues());
    return run.mutate({ trigger, condition, last: LAST });
  };
  const { on } = form.getValues().trigger;
  return (
    <section aria-label="Dry run" className={classes.dryRun}>
      <Group justify="space-between" gap="xs">
        <Text fw={620}>Dry run</Text>
        <Button variant="default" size="xs" loading={run.isPending} onClick={tryIt}>
          Try it on the last {LAST} tickets
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {hints[on] ?? 'With tickets as they are now. Nothing is changed.'}
      </Text>
      {items && <Results items={items} />}
    </section>
  );
}

const hints: Partial<Record<Trigger['on'], string>> = {
  idle: 'How long they were idle cannot be told now: every ticket is asked for the condition alone.',
  schedule: 'As if its time had come now: what is open is asked for the condition. Nothing is changed.',
};

function Results({ items }: { items: Item[] }) {
  const reacted = items.filter(({ because }) => because !== null);
  const others = items.length - reacted.length;
  return (
    <>
      <p className={classes.summary}>{summary(items)}</p>
      {reacted.length > 0 && (
        <ul className={classes.tried}>
          {reacted
            .toSorted((a, b) => Number(b.holds) - Number(a.holds))
            .map((item) => (
              <li key={item.ticket.number} data-holds={item.holds || undefined}>
                {item.holds ? <CheckIcon size={16} /> : <CloseIcon size={16} />}
                <div>
                  <Link to="/tickets/$number" params={{ number: item.ticket.number }} target="_blank">
                    {item.ticket.number}
                  </Link>{' '}
                  <bdi>{item.ticket.title}</bdi>
                  <p className={settings.sentence}>
                    {item.because} {item.holds ? 'It would act' : 'It would not act'}: {item.why}
                  </p>
                </div>
              </li>
            ))}
        </ul>
      )}
      {others > 0 && (
        <Text size="sm" c="dimmed">
          {others === 1 ? 'To one ticket' : `To ${others} tickets`} nothing happened that it reacts to.
        </Text>
      )}
    </>
  );
}

function summary(items: readonly Item[]): string {
  if (items.length === 0) return 'There is no ticket yet.';
  const acts = items.filter(({ holds }) => holds).length;
  const of = items.length === 1 ? 'the one ticket that there is' : `the last ${items.length} tickets`;
  return acts === 0 ? `It would have acted on none of ${of}.` : `It would have acted on ${acts} of ${of}.`;
}
