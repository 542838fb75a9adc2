import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { DryRun as DryRunInput, type DryRunResult } from '../../../contract/rules.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { DryRunItem } from './dry-run-item.tsx';
import classes from './settings.module.css';

type Mode = 'text' | 'last';

/** What the rules, as they are saved, would do: with a text, or with tickets that came in already. */
export function DryRun() {
  const [mode, setMode] = useState<Mode>('text');
  const [result, setResult] = useState<DryRunResult | null>(null);
  const form = useForm({
    initialValues: {
      text: '',
      channel: 'web',
      conversation: '',
      requesterId: null as string | null,
      last: 20 as number | string,
    },
    validate: (values) => checkedBy(DryRunInput)(inputOf(mode, values)),
  });
  const run = useVerb(api.routingRules.dryRun, {
    onProblem: atFields(form),
    onSuccess: (output) => {
      setResult(output);
      announce(output.items.length === 1 ? 'One result.' : `${output.items.length} results.`);
    },
    invalidates: [],
  });
  const submit = form.onSubmit((values) => run.mutate(inputOf(mode, values)), toFirstError(form));
  return (
    <section className={`${classes.panel} ${classes.pad}`} aria-label="Dry run">
      <Title order={2} size="h5">
        Dry run
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Which rule would decide, and why the others would not. Nothing is changed.
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <SegmentedControl
            aria-label="Try the rules on"
            size="xs"
            style={{ alignSelf: 'start' }}
            data={[
              { value: 'text', label: 'A text' },
              { value: 'last', label: 'The last tickets' },
            ]}
            value={mode}
            onChange={(value) => {
              setMode(value as Mode);
              setResult(null);
            }}
          />
          {mode === 'text' ? (
            <>
              <Textarea label="Text, as somebody might write it" {...form.getInputProps('text')} />
              <div className={classes.fields}>
                <TextInput label="Channel" {...form.getInputProps('channel')} />
                <TextInput label="Conversation" {...form.getInputProps('conversation')} />
                <PersonPicker
                  label="Requester"
                  clearable
                  value={form.getValues().requesterId}
                  onChange={(id) => form.setFieldValue('requesterId', id)}
                  error={form.errors.requesterId}
                />
              </div>
            </>
          ) : (
            <NumberInput
              label="How many of the last tickets"
              min={1}
              max={200}
              allowDecimal={false}
              maw="16rem"
              {...form.getInputProps('last')}
            />
          )}
          <Group>
            <Button type="submit" variant="default" loading={run.isPending}>
              Try
            </Button>
          </Group>
        </Stack>
      </form>
      {result && result.items.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          There is no ticket yet.
        </Text>
      )}
      {result && result.items.length > 0 && (
        <ul className={classes.results}>
          {result.items.map((item, index) => (
            <DryRunItem
              key={item.ticket?.number ?? `text ${index}`}
              item={item}
              isOpen={result.items.length === 1}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

type Values = {
  text: string;
  channel: string;
  conversation: string;
  requesterId: string | null;
  last: number | string;
};

const inputOf = (mode: Mode, values: Values) =>
  mode === 'last'
    ? { last: Number(values.last) }
    : {
        text: values.text,
        channel: values.channel || undefined,
        conversation: values.conversation || undefined,
        requesterId: values.requesterId ?? undefined,
      };
