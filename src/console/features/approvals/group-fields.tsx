import { ActionIcon, NativeSelect, NumberInput, Select } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { CloseIcon } from '../../ui/icons.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { useSchedules } from '../escalation/use-schedules.ts';
import { useNames } from '../settings/names.ts';
import { optionsOf } from '../ticket/words.ts';
import classes from './approvals.module.css';
import type { GroupValues, PolicyValues } from './policy-values.ts';
import { approverKinds, needKinds, roleWords } from './policy-words.ts';
import { useServices } from './use-policy-names.ts';

export type PolicyFormPart = Pick<
  ReturnType<typeof useForm<PolicyValues>>,
  | 'errors'
  | 'getInputProps'
  | 'getValues'
  | 'insertListItem'
  | 'removeListItem'
  | 'reorderListItem'
  | 'setFieldValue'
>;

type GroupFieldsProps = { form: PolicyFormPart; stage: number; group: number };

/** Who is asked, and how many of them must approve. */
export function GroupFields({ form, stage, group }: GroupFieldsProps) {
  const path = `stages.${stage}.groups.${group}`;
  const groups = form.getValues().stages[stage]?.groups ?? [];
  const values = groups[group];
  if (!values) return null;
  const place = `stage ${stage + 1}, ${group + 1}`;
  const asksNumber = values.need === 'count' || values.need === 'percent';
  return (
    <div className={classes.group}>
      <NativeSelect
        aria-label={`Who is asked, ${place}`}
        data={optionsOf(approverKinds)}
        {...form.getInputProps(`${path}.who`)}
      />
      <div className={classes.who}>
        <WhoField form={form} path={path} place={place} values={values} />
      </div>
      {values.who !== 'manager' && (
        <NativeSelect
          aria-label={`How many must approve, ${place}`}
          data={optionsOf(needKinds)}
          {...form.getInputProps(`${path}.need`)}
        />
      )}
      {values.who !== 'manager' && asksNumber && (
        <NumberInput
          aria-label={`${needKinds[values.need]}, ${place}`}
          min={1}
          allowDecimal={false}
          {...form.getInputProps(`${path}.number`)}
        />
      )}
      {groups.length > 1 && (
        <ActionIcon
          aria-label={`Do not ask them, ${place}`}
          onClick={() => form.removeListItem(`stages.${stage}.groups`, group)}
        >
          <CloseIcon size={16} />
        </ActionIcon>
      )}
    </div>
  );
}

type WhoFieldProps = { form: PolicyFormPart; path: string; place: string; values: GroupValues };

function WhoField({ form, path, place, values }: WhoFieldProps) {
  const { teams } = useNames();
  const services = useServices();
  const schedules = useSchedules();
  const named = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  switch (values.who) {
    case 'people':
      return (
        <PeoplePicker
          aria-label={`People, ${place}`}
          value={values.personIds}
          onChange={(people) => form.setFieldValue(`${path}.personIds`, people)}
          data-path={`${path}.personIds`}
          error={form.errors[`${path}.personIds`]}
        />
      );
    case 'team':
      return (
        <Select
          aria-label={`Team, ${place}`}
          placeholder="Which team"
          data={teams}
          searchable
          {...form.getInputProps(`${path}.teamId`)}
          value={values.teamId || null}
        />
      );
    case 'role':
      return (
        <NativeSelect
          aria-label={`Role, ${place}`}
          data={optionsOf(roleWords)}
          {...form.getInputProps(`${path}.role`)}
        />
      );
    case 'service_owner':
      return (
        <Select
          aria-label={`Service, ${place}`}
          placeholder="Of the ticket’s alerts"
          data={named(services)}
          searchable
          clearable
          {...form.getInputProps(`${path}.serviceId`)}
          onChange={(id) => form.setFieldValue(`${path}.serviceId`, id ?? '')}
          value={values.serviceId || null}
        />
      );
    case 'schedule':
      return (
        <Select
          aria-label={`Schedule, ${place}`}
          placeholder="Which schedule"
          data={named(schedules)}
          searchable
          {...form.getInputProps(`${path}.scheduleId`)}
          value={values.scheduleId || null}
        />
      );
    case 'manager':
      return null;
  }
}
