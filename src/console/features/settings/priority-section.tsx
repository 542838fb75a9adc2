import { Group, NativeSelect, NumberInput, Select, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { api } from '../../../contract/api.ts';
import { Settings } from '../../../contract/settings.ts';
import { queryOf, useVerb } from '../../call.ts';
import { SaveOrUndo } from '../../ui/form-buttons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, dirtyPart, toFirstError } from '../ticket/form.ts';
import { levelWords } from '../ticket/words.ts';
import { CapacityInput } from './capacity-input.tsx';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

const levels = [1, 2, 3] as const;

export function PrioritySection() {
  const settings = useQuery(queryOf(api.settings.get, {}));
  return (
    <>
      <SectionHead title="Priority and time">
        How impact and urgency make a priority, how long a resolved ticket can be reopened, where a ticket
        goes that no rule and no conversation sends anywhere, and how many tickets an agent is given.
      </SectionHead>
      {settings.isPending && <Loading rows={6} />}
      {settings.isError && <Failed error={settings.error} retry={settings.refetch} />}
      {settings.data && <SettingsForm settings={settings.data} />}
    </>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const queues = useQuery(queryOf(api.queues.list, {}));
  // A copy: what was fetched may not be written to, and a form keeps that of what it starts from.
  const form = useForm({ initialValues: structuredClone(settings), validate: checkedBy(Settings) });
  const save = useVerb(api.settings.update, {
    onProblem: atFields(form),
    onSuccess: (saved) => {
      startFrom(saved);
      showDone('Saved.');
    },
    invalidates: ['/settings'],
  });
  const startFrom = (from: Settings) => {
    form.setInitialValues(structuredClone(from));
    form.setValues(structuredClone(from));
  };
  // What another admin saves appears here, unless one is in the middle of a change.
  const follow = useEffectEvent((latest: Settings) => {
    if (!form.isDirty()) startFrom(latest);
  });
  useEffect(() => follow(settings), [settings]);
  const options = (queues.data?.items ?? [])
    .filter((queue) => !queue.archived || queue.id === settings.defaultQueueId)
    .map((queue) => ({ value: queue.id, label: queue.name }));
  return (
    <form onSubmit={form.onSubmit(() => save.mutate(dirtyPart(form)), toFirstError(form))} noValidate>
      <Stack gap="lg" className={`${classes.panel} ${classes.pad}`}>
        <div>
          <Title order={2} size="h5">
            Priority matrix
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            P1 is the most pressing. Tickets that exist keep their priority until their impact or urgency
            changes.
          </Text>
          <div className={classes.scroll}>
            <MatrixTable form={form} />
          </div>
        </div>
        <Group align="flex-start" gap="lg">
          <NumberInput
            label="Grace period, in days"
            description="A resolved ticket can be reopened so long; then it closes by itself."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={0}
            max={90}
            allowDecimal={false}
            clampBehavior="none"
            maw="20rem"
            {...form.getInputProps('graceDays')}
          />
          <Select
            label="Default queue"
            description="For tickets that nothing else sends anywhere."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={options}
            searchable
            miw="16rem"
            {...form.getInputProps('defaultQueueId')}
          />
          <CapacityInput
            label="Capacity of an agent"
            description="How many open tickets an agent is given at most; each may have one of their own."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder="No limit"
            maw="20rem"
            {...form.getInputProps('capacity')}
          />
        </Group>
        <SaveOrUndo isChanged={form.isDirty()} loading={save.isPending} onUndo={form.reset} />
      </Stack>
    </form>
  );
}

type MatrixProps = {
  form: { getInputProps: (path: string) => { value?: number; error?: string } & MatrixInput };
};
type MatrixInput = { onChange: (value: number) => void };

function MatrixTable({ form }: MatrixProps) {
  return (
    <table className={classes.matrix}>
      <thead>
        <tr>
          <th scope="col">Impact ↓ Urgency →</th>
          {levels.map((urgency) => (
            <th key={urgency} scope="col">
              {urgency} · {levelWords[urgency]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {levels.map((impact) => (
          <tr key={impact}>
            <th scope="row">
              {impact} · {levelWords[impact]}
            </th>
            {levels.map((urgency) => {
              const { value, onChange, error } = form.getInputProps(
                `priorityMatrix.${impact - 1}.${urgency - 1}`,
              );
              return (
                <td key={urgency}>
                  <NativeSelect
                    miw="4.25rem"
                    aria-label={`Priority at impact ${impact}, urgency ${urgency}`}
                    data={[1, 2, 3, 4, 5].map((priority) => ({
                      value: String(priority),
                      label: `P${priority}`,
                    }))}
                    value={String(value)}
                    onChange={(event) => onChange(Number(event.currentTarget.value))}
                    error={error}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
