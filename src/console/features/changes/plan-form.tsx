import { Alert, Button, Checkbox, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ChangeTemplate } from '../../../contract/change-templates.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { zoneName } from '../on-call/words.ts';
import { useNames } from '../settings/names.ts';
import settings from '../settings/settings.module.css';
import { atFields, toFirstError } from '../ticket/form.ts';
import { levelOptions } from '../ticket/words.ts';
import classes from './changes.module.css';
import type { FormOf } from './form-of.ts';
import { LinkFields } from './link-fields.tsx';
import { PlanFields } from './plan-fields.tsx';
import { laterWall, type PlanValues, withTemplate } from './plan-values.ts';
import { RiskFields } from './risk-fields.tsx';
import { ServicePicker } from './service-picker.tsx';
import { TypeFields } from './type-fields.tsx';

export type PlanFormValues = FormOf<PlanValues>;

type PlanFormProps = {
  initial: PlanValues;
  /** By which its window is read. */
  timeZone: string;
  /** Absent: it is new. */
  number?: string;
  /** Whether its type may be another one. */
  isDraft: boolean;
  /** It is of a queue already. */
  hasQueue: boolean;
  check: (values: PlanValues) => Record<string, unknown>;
  isBusy: boolean;
  send: (values: PlanValues, onError: (error: Error) => void) => void;
  onCancel: () => void;
};

/** What is planned: what, why, how, when and by whom. What was typed stays until it is accepted. */
export function PlanForm(props: PlanFormProps) {
  const { initial, timeZone, number, isDraft, hasQueue, check, isBusy, send, onCancel } = props;
  const { queues } = useNames();
  const templates = useQuery(queryOf(api.changeTemplates.list, {})).data?.items ?? [];
  const [refusal, setRefusal] = useState<string | null>(null);
  const form = useForm<PlanValues>({
    initialValues: initial,
    validate: (values) => check(values) as Record<string, string>,
  });
  const values = form.getValues();
  const template =
    values.type === 'standard' ? templates.find(({ id }) => id === values.templateId) : undefined;
  const shown = atFields(form);
  const onError = (error: Error) => {
    if (!(error instanceof ApiProblem) || error.status === 401) return;
    const who = error.fields.assigneeId;
    if (who) form.setFieldError('implementerId', who);
    else if (!shown(error)) setRefusal(error.message);
  };
  const submit = (sent: PlanValues) => {
    setRefusal(null);
    send(sent, onError);
  };
  const choose = (chosen: ChangeTemplate | undefined) =>
    form.setValues(
      chosen ? withTemplate(values, chosen.id, chosen.content) : { type: 'normal', templateId: '' },
    );
  const begins = (startsAt: string) => {
    const minutes = template?.content.minutes ?? 60;
    const isOpen = values.endsAt === '' || template !== undefined;
    form.setValues({
      startsAt,
      ...(startsAt !== '' && isOpen ? { endsAt: laterWall(startsAt, minutes, timeZone) } : {}),
    });
    form.clearFieldError('startsAt');
    form.clearFieldError('endsAt');
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate className={classes.form}>
      <Stack gap="lg">
        <TypeFields
          form={form}
          number={number}
          isDraft={isDraft}
          templates={templates.filter(({ withdrawnAt }) => withdrawnAt === null)}
          onTemplate={choose}
        />
        <TextInput label="Title" required dir="auto" {...form.getInputProps('title')} />
        <Textarea
          label="Description"
          description="What its requester and everybody on the ticket reads"
          dir="auto"
          {...form.getInputProps('description')}
        />
        <PlanFields form={form} template={template} />
        <fieldset className={settings.group}>
          <legend>Window</legend>
          <div className={settings.fields}>
            <TextInput
              type="datetime-local"
              label="From"
              {...form.getInputProps('startsAt')}
              onChange={(event) => begins(event.currentTarget.value)}
            />
            <TextInput type="datetime-local" label="To" {...form.getInputProps('endsAt')} />
          </div>
          <p className={classes.hint}>Times of {zoneName(timeZone)}.</p>
        </fieldset>
        <div className={settings.fields}>
          <PersonPicker
            label="Carried out by"
            description="Has the ticket, and alone may start it"
            agentsOnly
            clearable
            value={values.implementerId}
            error={form.errors.implementerId}
            onChange={(id) => form.setFieldValue('implementerId', id)}
          />
          <Select
            label="Impact"
            description="If it goes wrong"
            data={levelOptions}
            {...form.getInputProps('impact')}
          />
          {!hasQueue && (
            <Select
              label="Queue"
              description="Empty: the default queue"
              clearable
              searchable
              data={queues}
              value={values.queueId || null}
              error={form.errors.queueId}
              onChange={(id) => form.setFieldValue('queueId', id ?? '')}
            />
          )}
        </div>
        {!template && <ServicePicker form={form} />}
        <Checkbox
          label="Alerts page nobody meanwhile"
          description="While it is under way its services are under maintenance"
          {...form.getInputProps('holdsAlerts', { type: 'checkbox' })}
        />
        <RiskFields form={form} />
        <LinkFields form={form} />
        {refusal && (
          <Alert color="red" role="alert" variant="light">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            {number ? 'Save' : 'Save the draft'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
