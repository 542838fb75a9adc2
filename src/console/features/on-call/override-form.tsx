import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone, showWarning } from '../../ui/tell.tsx';
import { atFields, toFirstError } from '../ticket/form.ts';
import { breaksInWords } from './coverage-words.ts';
import { SpanFields } from './span-fields.tsx';
import { instantOf } from './wall.ts';

/** Times on the wall of the schedule. */
export type OverrideValues = {
  /** The one that is changed. */
  id: string | null;
  from: string;
  to: string;
  personIds: string[];
  replacesId: string | null;
};

type OverrideFormProps = { schedule: Schedule; initial: OverrideValues; onDone: () => void };

export function OverrideForm({ schedule: { id, timeZone }, initial, onDone }: OverrideFormProps) {
  const me = useMe();
  const form = useForm<OverrideValues>({
    initialValues: initial,
    validate: {
      from: (from) => (from === '' ? 'must be a time' : null),
      to: (to, { from }) => (to === '' || to <= from ? 'must be after the beginning' : null),
      personIds: (ids) => (ids.length === 0 ? 'must name somebody' : null),
    },
  });
  const override = useVerb(api.schedules.override, {
    invalidates: ['/schedules', '/on-call'],
    onProblem: atFields(form),
    onSuccess: ({ breaks }) => {
      showDone(initial.id ? 'The override was changed.' : 'The override was added.');
      if (breaks.length > 0) showWarning(breaksInWords(breaks, timeZone, me.locale));
      onDone();
    },
  });
  const { from, to, personIds, replacesId } = form.getValues();
  const submit = () =>
    override.mutate({
      ...{ id, personIds, replacesId, insteadOf: initial.id },
      from: new Date(instantOf(from, timeZone)).toISOString(),
      to: new Date(instantOf(to, timeZone)).toISOString(),
    });
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <SpanFields form={form} timeZone={timeZone} />
        <PeoplePicker
          label="On call"
          agentsOnly
          value={personIds}
          onChange={(ids) => form.setFieldValue('personIds', ids)}
          error={form.errors.personIds}
          data-path="personIds"
        />
        <PersonPicker
          label="In place of"
          description="Empty: of everybody who would be on call then"
          agentsOnly
          clearable
          value={replacesId}
          onChange={(person) => form.setFieldValue('replacesId', person)}
          error={form.errors.replacesId}
        />
        <FormButtons submit={initial.id ? 'Save' : 'Add'} loading={override.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
