import { Alert, Button, Group, Modal, NativeSelect, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { ResolutionCode, TEXT_LIMIT } from '../../../contract/common.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { keepDraft, readDraft } from '../../drafts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { optionsOf, resolutionWords } from './words.ts';

type ResolveDialogProps = { opened: boolean; ticket: Ticket; onClose: () => void };

/** How it was solved: the requester reads it. What was typed is kept until it is accepted. */
export function ResolveDialog({ opened, ticket, onClose }: ResolveDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Resolve ${ticket.number}`}
      size="lg"
      closeOnClickOutside={false}
    >
      <ResolveForm ticket={ticket} onClose={onClose} />
    </Modal>
  );
}

function ResolveForm({ ticket, onClose }: Omit<ResolveDialogProps, 'opened'>) {
  const draftKey = `ticket ${ticket.id} resolution`;
  const [resolution, setResolution] = useState(() => readDraft(draftKey) ?? '');
  const [code, setCode] = useState<string>(ticket.kind === 'request' ? 'fulfilled' : 'fixed');
  const [error, setError] = useState<string>();
  /** Why it cannot be resolved now. */
  const [refusal, setRefusal] = useState<string>();
  const resolve = useVerb(api.tickets.resolve, {
    onSuccess: () => {
      keepDraft(draftKey, null);
      onClose();
    },
    onProblem: ({ code, fields, details, message }, input) => {
      setError(fields.resolution);
      const { requiredTasks, openChildren } = details.data ?? {};
      if (requiredTasks === 0 && openChildren) {
        void askWithOpenChildren(message, () => resolve.mutate({ ...input, withOpenChildren: true }));
        return true;
      }
      if (code === 'conflict') setRefusal(message);
      return code === 'conflict' || fields.resolution !== undefined;
    },
    invalidates: ['/tickets', '/queues'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongWith(resolution);
    setError(wrong);
    setRefusal(undefined);
    if (!wrong) resolve.mutate({ number: ticket.number, resolution, code: ResolutionCode.parse(code) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Textarea
          label={`What ${ticket.requester.name} reads`}
          required
          data-autofocus
          minRows={5}
          dir="auto"
          value={resolution}
          error={error}
          onChange={(event) => {
            setResolution(event.currentTarget.value);
            setError(undefined);
            keepDraft(draftKey, event.currentTarget.value || null);
          }}
        />
        <NativeSelect
          label="Outcome"
          data={optionsOf(resolutionWords)}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {refusal && (
          <Alert color="red" variant="light" bg="var(--bad-soft)" role="alert">
            {refusal}
          </Alert>
        )}
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={resolve.isPending}>
            Resolve
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Nobody need decide about children before the server has found some open: not all of them may be seen here. */
async function askWithOpenChildren(message: string, goOn: () => void): Promise<void> {
  const yes = await confirm({
    title: 'Resolve it all the same?',
    text: `${message} They stay open.`,
    yes: 'Resolve',
  });
  if (yes) goOn();
}

function wrongWith(resolution: string): string | undefined {
  if (resolution.trim() === '') return 'Say how it was solved.';
  return resolution.length > TEXT_LIMIT
    ? `At most ${TEXT_LIMIT.toLocaleString('en')} characters; this has ${resolution.length.toLocaleString('en')}.`
    : undefined;
}
