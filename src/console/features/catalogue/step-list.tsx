import { Button, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { PlusIcon } from '../../ui/icons.tsx';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import type { ItemFormPart } from './item-form-part.ts';
import { newStep } from './item-values.ts';
import { MovedPart } from './moved-part.tsx';

/** The contract's limits. */
const MOST = 30;
const LAST_STAGE = 10;

/** What is done once it is asked for and approved. */
export function StepList({ form }: { form: ItemFormPart }) {
  const adding = useRef<HTMLButtonElement>(null);
  const { steps } = form.getValues();
  const lastStage = Math.max(1, ...steps.map(({ stage }) => Number(stage) || 1));
  return (
    <fieldset className={settings.group}>
      <legend>Steps</legend>
      <Text size="sm" c="dimmed" mb="xs">
        {steps.length === 0
          ? 'None: it is done when its ticket is resolved.'
          : 'Each is a ticket below the request. Those of one stage are opened together, those of the next when all of them are done.'}
      </Text>
      {steps.map(({ key }, index) => (
        <MovedPart
          key={key}
          form={form}
          list="steps"
          what="step"
          index={index}
          onRemove={() => {
            adding.current?.focus();
            form.removeListItem('steps', index);
          }}
        >
          <StepFields form={form} index={index} />
        </MovedPart>
      ))}
      {steps.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem('steps', newStep(lastStage))}
        >
          Add a step
        </Button>
      )}
    </fieldset>
  );
}

function StepFields({ form, index }: { form: ItemFormPart; index: number }) {
  const { queues } = useNames();
  const path = `steps.${index}`;
  return (
    <Stack gap="xs">
      <TextInput label="What is done" required {...form.getInputProps(`${path}.title`)} />
      <div className={settings.fields}>
        <Select
          label="By whom"
          placeholder="The queue of the request"
          data={queues}
          clearable
          searchable
          {...form.getInputProps(`${path}.queueId`)}
        />
        <NumberInput
          label="Stage"
          min={1}
          max={LAST_STAGE}
          allowDecimal={false}
          {...form.getInputProps(`${path}.stage`)}
        />
      </div>
      <Textarea
        label="More about it"
        placeholder="May be left empty"
        autosize
        minRows={1}
        {...form.getInputProps(`${path}.description`)}
      />
    </Stack>
  );
}
