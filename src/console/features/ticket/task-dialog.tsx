import { Checkbox, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { ChangeTask } from '../../../contract/tasks.ts';
import type { Task } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { atFields, checkedBy, dirtyPart, toFirstError } from './form.ts';
import { instantOf, minuteOf } from './minutes.ts';

type TaskDialogProps = {
  /** Null: closed. */
  task: Task | null;
  onClose: () => void;
};

/** What a task says, whose it is, when it is due, and whether the ticket waits for it. */
export function TaskDialog({ task, onClose }: TaskDialogProps) {
  // The last one stays drawn while the dialog fades.
  const [shown, setShown] = useState(task);
  if (task && task !== shown) setShown(task);
  return (
    <Modal opened={task !== null} onClose={onClose} title="Edit the task" closeOnClickOutside={false}>
      {shown && <TaskForm key={shown.id} task={shown} onClose={onClose} />}
    </Modal>
  );
}

type Values = { title: string; ownerId: string | null; dueAt: string; required: boolean };

/** What is sent of these values. */
const inputOf = ({ dueAt, ...rest }: Partial<Values>) => ({
  ...rest,
  ...(dueAt === undefined ? {} : { dueAt: instantOf(dueAt) }),
});

function TaskForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { id, title, owner, dueAt, required } = task;
  const form = useForm<Values>({
    initialValues: { title, ownerId: owner?.id ?? null, dueAt: minuteOf(dueAt), required },
    validate: (values) => checkedBy(ChangeTask)({ id, ...inputOf(values) }),
  });
  const change = useVerb(api.tasks.change, {
    onSuccess: onClose,
    onProblem: atFields(form),
    invalidates: ['/tickets', '/portal'],
  });
  const submit = () => change.mutate({ id, ...inputOf(dirtyPart(form)) });
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Task" required dir="auto" data-autofocus {...form.getInputProps('title')} />
        <PersonPicker
          label="Owner"
          description="Somebody who may see the ticket; they are told"
          clearable
          chosen={owner}
          value={form.getValues().ownerId}
          onChange={(ownerId) => form.setFieldValue('ownerId', ownerId)}
          error={form.errors.ownerId}
        />
        <TextInput label="Due" type="datetime-local" {...form.getInputProps('dueAt')} />
        <Checkbox
          label="Required: the ticket cannot be resolved before it is done"
          {...form.getInputProps('required', { type: 'checkbox' })}
        />
        <FormButtons submit="Save" loading={change.isPending} disabled={!form.isDirty()} onCancel={onClose} />
      </Stack>
    </form>
  );
}
