import {
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { ChangeBoard } from '../../../contract/change-meetings.ts';
import { CHANGE_RISKS, ChangeType } from '../../../contract/changes.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { ConversationFields } from '../settings/conversation-fields.tsx';
import { useNames } from '../settings/names.ts';
import { WhenFields } from '../settings/recurrence-when-fields.tsx';
import settings from '../settings/settings.module.css';
import { atFields, toFirstError } from '../ticket/form.ts';
import { type BoardValues, boardOf, boardValues, checkBoard, stateChoices } from './board-values.ts';
import { riskWords, typeWords } from './change-words.ts';
import type { FormOf } from './form-of.ts';
import { ServicePicker } from './service-picker.tsx';

const whoChoices = [
  { value: 'team', label: 'A team' },
  { value: 'people', label: 'People' },
];

export function BoardForm({ board, onDone }: { board: ChangeBoard | null; onDone: () => void }) {
  const me = useMe();
  const form = useForm<BoardValues>({
    initialValues: boardValues(board, me.timeZone),
    validate: checkBoard,
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: ChangeBoard) => {
      showDone(`${name} was ${board ? 'saved' : 'added'}.`);
      onDone();
    },
    invalidates: ['/change-boards', '/change-meetings'],
  };
  const create = useVerb(api.changeBoards.create, options);
  const update = useVerb(api.changeBoards.update, options);
  const submit = (values: BoardValues) =>
    board ? update.mutate({ id: board.id, ...boardOf(values) }) : create.mutate(boardOf(values));
  const { chairId, conversation } = form.getValues();
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput
          label="Name"
          placeholder="Change advisory board"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Fieldset legend="When it meets" className={settings.fieldset}>
          <Stack gap="md">
            <WhenFields
              values={form.getValues()}
              onChange={form.setValues}
              errors={form.errors}
              preview="Next meetings"
            />
            <div className={settings.fields}>
              <NumberInput
                label="Minutes"
                min={5}
                max={480}
                clampBehavior="none"
                {...form.getInputProps('minutes')}
              />
              <NumberInput
                label="Agenda, hours before"
                min={1}
                max={168}
                clampBehavior="none"
                {...form.getInputProps('leadHours')}
              />
            </div>
          </Stack>
        </Fieldset>
        <Fieldset legend="Who meets" className={settings.fieldset}>
          <Stack gap="md">
            <PersonPicker
              label="Chair"
              description="Leads the meetings, as admins may, too"
              required
              agentsOnly
              chosen={board?.chair ?? null}
              value={chairId}
              error={form.errors.chairId}
              onChange={(id) => form.setFieldValue('chairId', id)}
            />
            <MemberFields form={form} />
          </Stack>
        </Fieldset>
        <Fieldset legend="Where it posts" className={settings.fieldset}>
          <ConversationFields
            channel={conversation.channel}
            onChannel={(channel) => form.setFieldValue('conversation', { channel, conversation: '' })}
            input={form.getInputProps('conversation.conversation')}
          />
        </Fieldset>
        <Fieldset legend="Which changes come onto the agenda" className={settings.fieldset}>
          <FilterFields form={form} />
        </Fieldset>
        <FormButtons
          submit={board ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

function MemberFields({ form }: { form: FormOf<BoardValues> }) {
  const { teams } = useNames();
  const { members } = form.getValues();
  return (
    <div className={settings.fields}>
      <NativeSelect label="Members" data={whoChoices} {...form.getInputProps('members.who')} />
      {members.who === 'team' ? (
        <Select label="Team" required searchable data={teams} {...form.getInputProps('members.teamId')} />
      ) : (
        <PeoplePicker
          label="People"
          value={members.personIds}
          onChange={(people) => form.setFieldValue('members.personIds', people)}
          data-path="members.personIds"
          error={form.errors['members.personIds']}
        />
      )}
    </div>
  );
}

function FilterFields({ form }: { form: FormOf<BoardValues> }) {
  const { teams } = useNames();
  const { filter } = form.getValues();
  return (
    <Stack gap="md">
      <Checkbox.Group
        label="Changes that are"
        value={filter.states}
        error={form.errors['filter.states']}
        onChange={(chosen) =>
          form.setFieldValue(
            'filter.states',
            stateChoices.map(({ value }) => value).filter((state) => chosen.includes(state)),
          )
        }
      >
        <Group mt={8}>
          {stateChoices.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      <div className={settings.fields}>
        <MultiSelect
          label="Types"
          description="Empty: all of them"
          data={ChangeType.options.map((value) => ({ value, label: typeWords[value] }))}
          {...form.getInputProps('filter.types')}
        />
        <NativeSelect
          label="Least risk"
          description="And all above"
          data={CHANGE_RISKS.map((value) => ({ value, label: riskWords[value] }))}
          {...form.getInputProps('filter.leastRisk')}
        />
        <ServicePicker form={form} path="filter.serviceIds" description="Empty: all of them" />
        <MultiSelect
          label="Teams"
          description="In whose queues they are. Empty: all"
          searchable
          data={teams}
          {...form.getInputProps('filter.teamIds')}
        />
        <NumberInput
          label="Window starts within, days"
          description="After the meeting. Empty: whenever"
          min={1}
          max={365}
          clampBehavior="none"
          {...form.getInputProps('filter.withinDays')}
        />
      </div>
    </Stack>
  );
}
