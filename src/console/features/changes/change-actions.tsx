import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { changeStateWords, type WholeChange } from '../../../contract/changes.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import {
  agreeing,
  backingOut,
  type ChangeForm,
  cancelling,
  closing,
  finishing,
  reporting,
  returning,
  starting,
} from './change-forms.ts';
import classes from './changes.module.css';

type ChangeActionsProps = { change: WholeChange; ask: (form: ChangeForm) => void };

/** What one may do with it now. */
export function ChangeActions({ change, ask }: ChangeActionsProps) {
  const { number, verbs } = change;
  const submit = useVerb(api.changes.submit, {
    invalidates: ['/changes', '/tickets', '/entries', '/approvals'],
    onSuccess: ({ state }) => announce(`${number}: ${changeStateWords[state]}.`),
  });
  const can = (verb: WholeChange['verbs'][number]) => verbs.includes(verb);
  if (verbs.length === 0) return null;
  return (
    <section className={classes.actions} aria-label="What to do with it">
      {can('submit') && (
        <Button loading={submit.isPending} onClick={() => submit.mutate({ number })}>
          Submit
        </Button>
      )}
      {can('pass') && <Button onClick={() => ask(agreeing(change))}>Agree …</Button>}
      {can('start') && <Button onClick={() => ask(starting(change, Date.now()))}>Start …</Button>}
      {can('finish') && (
        <>
          <Button onClick={() => ask(finishing(change))}>Done …</Button>
          <Button variant="default" onClick={() => ask(backingOut(change))}>
            Back out …
          </Button>
        </>
      )}
      {can('report') && (
        <Button variant="default" onClick={() => ask(reporting(change))}>
          Report a failure …
        </Button>
      )}
      {can('close') && <Button onClick={() => ask(closing(change))}>Close …</Button>}
      {can('edit') && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/changes/$number/edit" params={{ number }} {...props} />}
        >
          Edit
        </Button>
      )}
      {can('return') && (
        <Button variant="default" onClick={() => ask(returning(change))}>
          Back to draft …
        </Button>
      )}
      {can('cancel') && (
        <Button variant="default" c="var(--bad)" onClick={() => ask(cancelling(change))}>
          Cancel the change …
        </Button>
      )}
    </section>
  );
}
