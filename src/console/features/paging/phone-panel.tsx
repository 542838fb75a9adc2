import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { type Phone, PhoneNumber } from '../../../contract/escalation.ts';
import { useVerb } from '../../call.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { showDone } from '../../ui/tell.tsx';
import settings from '../settings/settings.module.css';
import { atFields } from '../ticket/form.ts';
import classes from './paging.module.css';

/** The number for SMS and calls: said, verified by a code, or taken away. */
export function PhonePanel({ phone }: { phone: Phone }) {
  const [isOther, setOther] = useState(false);
  const remove = useVerb(api.phone.remove, { onSuccess: () => showDone('Your number was taken away.') });
  const askRemove = async () => {
    const text = 'Neither SMS nor calls come there any more.';
    if (await confirm({ title: 'Take your number away?', text, yes: 'Take away', danger: true })) {
      remove.mutate({});
    }
  };
  if (!phone.offered) return null;
  return (
    <fieldset className={settings.group}>
      <legend>Phone</legend>
      {phone.number && !isOther ? (
        <>
          <Text size="sm" mb="xs">
            <bdi>{phone.number}</bdi> · {phone.verified ? 'verified' : 'not verified yet'}
          </Text>
          {phone.stopped && (
            <Alert color="orange" variant="light" mb="xs">
              You have answered STOP: no SMS is sent to you. Write START to the number to have them again.
            </Alert>
          )}
          {!phone.verified && <CodeForm number={phone.number} />}
          <div className={classes.row}>
            <Button variant="default" size="xs" onClick={() => setOther(true)}>
              Another number
            </Button>
            <Button variant="default" size="xs" onClick={() => void askRemove()}>
              Take it away
            </Button>
          </div>
        </>
      ) : (
        <NumberForm onDone={() => setOther(false)} />
      )}
    </fieldset>
  );
}

function NumberForm({ onDone }: { onDone: () => void }) {
  const form = useForm({
    initialValues: { number: '' },
    validate: {
      number: (number) => PhoneNumber.safeParse(number).error?.issues[0]?.message ?? null,
    },
  });
  const put = useVerb(api.phone.put, { onSuccess: onDone, onProblem: atFields(form) });
  return (
    <form onSubmit={form.onSubmit(({ number }) => put.mutate({ number }))} noValidate>
      <div className={classes.row}>
        <TextInput
          label="Phone number"
          description="With the country. A code is sent there by SMS."
          type="tel"
          autoComplete="tel"
          placeholder="+49 170 1234567"
          {...form.getInputProps('number')}
        />
        <BusyButton type="submit" variant="default" busy={put.isPending}>
          Send the code
        </BusyButton>
      </div>
    </form>
  );
}

function CodeForm({ number }: { number: string }) {
  const form = useForm({ initialValues: { code: '' } });
  const verify = useVerb(api.phone.verify, {
    onSuccess: () => showDone('Your number is verified.'),
    onProblem: atFields(form),
  });
  const again = useVerb(api.phone.put, { onSuccess: () => showDone('Another code is on its way.') });
  return (
    <form onSubmit={form.onSubmit(({ code }) => verify.mutate({ code }))} noValidate>
      <div className={classes.row} style={{ marginBottom: '0.75rem' }}>
        <TextInput
          label="Code"
          description="That was sent there by SMS"
          inputMode="numeric"
          autoComplete="one-time-code"
          {...form.getInputProps('code')}
        />
        <BusyButton type="submit" busy={verify.isPending}>
          Verify
        </BusyButton>
        <BusyButton
          variant="default"
          type="button"
          busy={again.isPending}
          onClick={() => again.mutate({ number })}
        >
          Send another code
        </BusyButton>
      </div>
    </form>
  );
}
