import { NativeSelect, NumberInput, Select, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { kindWords, levelOptions, optionsOf } from '../ticket/words.ts';
import { useNames } from './names.ts';
import { ChangeFields } from './recurrence-change-fields.tsx';
import type { RecurrenceFormState } from './recurrence-values.ts';
import classes from './settings.module.css';

const asTheQueueSays = { value: '', label: 'As the queue says' };

/** What the tickets are like that are opened, and of a patch window its time and its systems. */
export function TicketFields({ form }: { form: RecurrenceFormState }) {
  const names = useNames();
  const { action } = form.getValues();
  const isPatch = action.do === 'patch_window';
  return (
    <>
      <TextInput label="Title" required dir="auto" {...form.getInputProps('action.title')} />
      <Textarea
        label="Description"
        required
        autosize
        minRows={3}
        dir="auto"
        {...form.getInputProps('action.description')}
      />
      <Textarea
        label={isPatch ? 'Steps' : 'Tasks'}
        description="One a line; each becomes a task of the ticket"
        autosize
        minRows={3}
        dir="auto"
        {...form.getInputProps('action.tasks')}
      />
      <Text size="xs" c="dimmed">
        These texts may name the day, week and month of the run: {'{{date}}, {{week}}, {{month}}'}.
      </Text>
      {isPatch && (
        <div className={classes.fields}>
          <NumberInput
            label="Window begins, days after the run"
            min={0}
            max={90}
            allowDecimal={false}
            {...form.getInputProps('action.window.daysAfter')}
          />
          <TextInput label="At" type="time" required {...form.getInputProps('action.window.at')} />
          <NumberInput
            label="Length in minutes"
            min={5}
            max={10_080}
            allowDecimal={false}
            {...form.getInputProps('action.window.minutes')}
          />
          <TagsInput
            label="Systems"
            placeholder="Servers, services, devices"
            {...form.getInputProps('action.systems')}
          />
        </div>
      )}
      {isPatch && <ChangeFields form={form} />}
      <div className={classes.fields}>
        <PersonPicker
          label="Requester"
          required
          value={action.requesterId}
          onChange={(id) => id && form.setFieldValue('action.requesterId', id)}
          error={form.errors['action.requesterId']}
        />
        <Select
          label="Queue"
          placeholder="The routing rules decide"
          data={names.queues}
          searchable
          clearable
          {...form.getInputProps('action.queueId')}
        />
        <PersonPicker
          label="Assignee"
          placeholder="Nobody yet"
          agentsOnly
          clearable
          value={action.assigneeId}
          onChange={(id) => form.setFieldValue('action.assigneeId', id)}
          error={form.errors['action.assigneeId']}
        />
        {!isPatch && (
          <NativeSelect
            label="Kind"
            data={[asTheQueueSays, ...optionsOf(kindWords)]}
            {...form.getInputProps('action.kind')}
          />
        )}
        <NativeSelect
          label="Impact"
          data={[asTheQueueSays, ...levelOptions]}
          {...form.getInputProps('action.impact')}
        />
        <NativeSelect
          label="Urgency"
          data={[asTheQueueSays, ...levelOptions]}
          {...form.getInputProps('action.urgency')}
        />
        <TextInput label="Category" {...form.getInputProps('action.category')} />
        <TagsInput label="Tags" splitChars={[',', ' ']} {...form.getInputProps('action.tags')} />
      </div>
    </>
  );
}
