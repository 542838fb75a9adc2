import {
  Alert,
  Button,
  Group,
  Modal,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { EditTicket, type Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { CalendarSelect } from '../../ui/calendar-select.tsx';
import { type EditValues, editOf, valuesOf } from './edit-values.ts';
import { atFields, checkedBy, toFirstError } from './form.ts';
import { PriorityFields } from './priority-fields.tsx';

type EditDialogProps = { opened: boolean; ticket: Ticket; onClose: () => void };

export function EditDialog({ opened, ticket, onClose }: EditDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Edit ${ticket.number}`}
      size="lg"
      closeOnClickOutside={false}
    >
      <EditForm ticket={ticket} onClose={onClose} />
    </Modal>
  );
}

function EditForm({ ticket, onClose }: Omit<EditDialogProps, 'opened'>) {
  const navigate = useNavigate();
  const [start] = useState(() => valuesOf(ticket));
  const [revision, setRevision] = useState(ticket.revision);
  const [conflict, setConflict] = useState<string | null>(null);
  const { number } = ticket;
  const form = useForm<EditValues>({
    initialValues: start,
    validate: (values) => checkedBy(EditTicket)({ number, ...editOf(start, values) }),
  });
  const edit = useVerb(api.tickets.edit, {
    onSuccess: (edited) => {
      onClose();
      // Another kind brought another number.
      if (edited.number !== number) {
        void navigate({ to: '/tickets/$number', params: { number: edited.number }, replace: true });
      }
    },
    onProblem: (problem) => {
      if (problem.code === 'conflict') setConflict(problem.message);
      return problem.code === 'conflict' || atFields(form)(problem);
    },
    invalidates: ['/tickets', '/queues'],
  });
  const submit = () => edit.mutate({ number, ...editOf(start, form.getValues()), revision });
  const again = () => {
    // Only what was changed here is sent, so the other person's changes to other fields stay.
    setConflict(null);
    setRevision(ticket.revision);
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        {conflict && (
          <Alert
            color="yellow"
            variant="light"
            bg="var(--waiting-soft)"
            role="alert"
            title="Changed in the meantime"
            styles={{ title: { color: 'var(--waiting)' } }}
          >
            {conflict}
            <Group mt="xs">
              <Button size="xs" variant="default" onClick={again} disabled={ticket.revision === revision}>
                Keep my changes
              </Button>
            </Group>
          </Alert>
        )}
        <TextInput label="Title" required dir="auto" data-autofocus {...form.getInputProps('title')} />
        <Textarea label="Description" dir="auto" maxRows={10} {...form.getInputProps('description')} />
        <PriorityFields form={form} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Category" {...form.getInputProps('category')} />
          <TagsInput label="Tags" splitChars={[',', ' ']} {...form.getInputProps('tags')} />
          <CalendarSelect
            description="By whose hours it is due"
            otherwise="As its queue or policy says"
            {...form.getInputProps('calendarId')}
          />
        </SimpleGrid>
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={edit.isPending} disabled={!form.isDirty() || conflict !== null}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
