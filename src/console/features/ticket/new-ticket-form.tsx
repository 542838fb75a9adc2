import {
  Button,
  FileButton,
  Group,
  NativeSelect,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { OpenTicket, type Ticket } from '../../../contract/tickets.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { AttachIcon } from '../../ui/icons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { UploadList } from '../../ui/upload-list.tsx';
import { useUploads } from '../../ui/use-uploads.ts';
import { atFields, checkedBy, toFirstError } from './form.ts';
import { type NewTicket, openOf } from './new-ticket-values.ts';
import classes from './ticket.module.css';
import { kindWords, levelOptions, optionsOf } from './words.ts';

const unless = (label: string) => ({ value: '', label });

type NewTicketFormProps = {
  queueId: string | undefined;
  /** What it will be a part of. */
  parent?: Ticket;
  onClose: () => void;
};

export function NewTicketForm({ queueId, parent, onClose }: NewTicketFormProps) {
  const me = useMe();
  const requester = parent?.requester ?? { id: me.id, name: me.name };
  const navigate = useNavigate();
  const queues = useQuery(queryOf(api.queues.list, {}));
  const uploads = useUploads();
  const form = useForm<NewTicket>({
    initialValues: {
      requesterId: requester.id,
      title: '',
      description: '',
      queueId: queueId ?? null,
      kind: '',
      impact: '',
      urgency: '',
      category: '',
      tags: [],
    },
    validate: (values) => checkedBy(OpenTicket)(openOf(values, [])),
  });
  const open = useVerb(api.tickets.open, {
    onProblem: atFields(form),
    onSuccess: ({ number }) => {
      showDone(`${number} was opened.`);
      onClose();
      void navigate({ to: '/tickets/$number', params: { number } });
    },
    invalidates: ['/tickets', '/queues'],
  });
  const openChild = useVerb(api.tickets.openChild, {
    onProblem: atFields(form),
    onSuccess: ({ number }) => {
      showDone(`${number} was opened as a part of ${parent?.number}.`);
      onClose();
    },
    invalidates: ['/tickets', '/queues'],
  });
  const submit = () => {
    const files = uploads.ready.map((file) => file.id);
    const input = openOf(form.getValues(), files);
    if (parent) openChild.mutate({ ...input, number: parent.number });
    else open.mutate(input);
  };
  const options = (queues.data?.items ?? [])
    .filter((queue) => !queue.archived)
    .map(({ id, name }) => ({ value: id, label: name }));

  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <PersonPicker
          label="Requester"
          description="Who needs it; they are told and can follow it"
          required
          chosen={requester}
          value={form.getValues().requesterId}
          onChange={(id) => id && form.setFieldValue('requesterId', id)}
          error={form.errors.requesterId}
        />
        <TextInput
          label="Title"
          placeholder="Empty: made of the description"
          dir="auto"
          {...form.getInputProps('title')}
        />
        <Textarea
          label="Description"
          required
          minRows={5}
          dir="auto"
          {...form.getInputProps('description')}
        />
        <Group gap="xs">
          <FileButton multiple onChange={(files) => uploads.add(files)} key={uploads.items.length}>
            {(button) => (
              <Button {...button} variant="default" size="xs" leftSection={<AttachIcon size={16} />}>
                Attach files
              </Button>
            )}
          </FileButton>
        </Group>
        <UploadList items={uploads.items} onRemove={uploads.remove} />
        <Select
          label="Queue"
          placeholder="The routing rules decide"
          data={options}
          searchable
          clearable
          {...form.getInputProps('queueId')}
        />
        <details className={classes.moreFields}>
          <summary>Kind, impact, urgency, category, tags</summary>
          <Stack gap="md" mt="xs">
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NativeSelect
                label="Kind"
                miw="9rem"
                data={[unless('As the queue says'), ...optionsOf(kindWords)]}
                {...form.getInputProps('kind')}
              />
              <NativeSelect
                label="Impact"
                miw="9rem"
                data={[unless('As the queue says'), ...levelOptions]}
                {...form.getInputProps('impact')}
              />
              <NativeSelect
                label="Urgency"
                miw="9rem"
                data={[unless('As the queue says'), ...levelOptions]}
                {...form.getInputProps('urgency')}
              />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label="Category" miw="10rem" {...form.getInputProps('category')} />
              <TagsInput label="Tags" miw="10rem" splitChars={[',', ' ']} {...form.getInputProps('tags')} />
            </SimpleGrid>
          </Stack>
        </details>
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={open.isPending || openChild.isPending}
            disabled={uploads.busy || uploads.failed}
          >
            {uploads.busy ? 'Uploading …' : 'Open the ticket'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
