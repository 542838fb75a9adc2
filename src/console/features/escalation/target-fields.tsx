import { ActionIcon, NativeSelect, Select, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { chatNames, conversationHint } from '../../ui/channels.ts';
import { CloseIcon } from '../../ui/icons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { optionsOf } from '../ticket/words.ts';
import classes from './escalation.module.css';
import type { PolicyValues } from './policy-values.ts';
import { targetKinds } from './policy-words.ts';
import { TicketTarget } from './ticket-target.tsx';
import { useSchedules } from './use-schedules.ts';
import { useWebhooks } from './use-webhooks.ts';

export type StepsForm = Pick<
  ReturnType<typeof useForm<PolicyValues>>,
  | 'errors'
  | 'getInputProps'
  | 'getValues'
  | 'insertListItem'
  | 'removeListItem'
  | 'reorderListItem'
  | 'setFieldValue'
>;

type TargetFieldsProps = {
  form: StepsForm;
  step: number;
  target: number;
  teams: { value: string; label: string }[];
};

const removing: Partial<Record<PolicyValues['steps'][number]['page'][number]['who'], string>> = {
  ticket: 'Open no ticket',
  incident: 'Declare nothing',
};

/** Whom a step pages: one of them. */
export function TargetFields({ form, step, target, teams }: TargetFieldsProps) {
  const schedules = useSchedules();
  const webhooks = useWebhooks();
  const path = `steps.${step}.page.${target}`;
  const page = form.getValues().steps[step]?.page ?? [];
  const value = page[target];
  if (!value) return null;
  const place = `step ${step + 1}, ${target + 1}`;
  return (
    <div className={classes.target}>
      <NativeSelect
        aria-label={`Page, ${place}`}
        data={optionsOf(targetKinds)}
        {...form.getInputProps(`${path}.who`)}
      />
      {value.who === 'person' && (
        <PersonPicker
          label={`Person, ${place}`}
          agentsOnly
          value={value.personId || null}
          onChange={(id) => form.setFieldValue(`${path}.personId`, id ?? '')}
          error={form.errors[`${path}.personId`]}
        />
      )}
      {(value.who === 'team' || value.who === 'round_robin') && (
        <Select
          aria-label={`Team, ${place}`}
          placeholder="Which team"
          data={teams}
          searchable
          {...form.getInputProps(`${path}.teamId`)}
        />
      )}
      {value.who === 'schedule' && (
        <Select
          aria-label={`Schedule, ${place}`}
          placeholder="Which schedule"
          data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          {...form.getInputProps(`${path}.scheduleId`)}
        />
      )}
      {value.who === 'webhook' && (
        <Select
          aria-label={`Webhook, ${place}`}
          placeholder="Which webhook"
          data={webhooks.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          {...form.getInputProps(`${path}.webhookId`)}
        />
      )}
      {(value.who === 'ticket' || value.who === 'incident') && (
        <TicketTarget form={form} path={path} value={value} place={place} />
      )}
      {value.who === 'conversation' && (
        <div className={classes.conversation}>
          <NativeSelect
            aria-label={`Platform, ${place}`}
            data={Object.entries(chatNames).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps(`${path}.channel`)}
          />
          <TextInput
            aria-label={`Conversation, ${place}`}
            placeholder={conversationHint[value.channel]}
            {...form.getInputProps(`${path}.conversation`)}
          />
        </div>
      )}
      {page.length > 1 && (
        <ActionIcon
          aria-label={`${removing[value.who] ?? 'Do not page them'}, ${place}`}
          onClick={() => form.removeListItem(`steps.${step}.page`, target)}
        >
          <CloseIcon size={16} />
        </ActionIcon>
      )}
    </div>
  );
}
