import { Button, Group, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { Text } from '../../../contract/common.ts';
import type { Entry } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { looksGo } from '../../ui/marked.ts';

/** Changes what one wrote, in its place. */
export function EntryEditor({ entry, onDone }: { entry: Entry; onDone: () => void }) {
  const [body, setBody] = useState(entry.body);
  const [error, setError] = useState<string>();
  const edit = useVerb(api.tickets.editEntry, {
    onSuccess: onDone,
    onProblem: ({ fields }) => {
      setError(fields.body);
      return fields.body !== undefined;
    },
    invalidates: ['/tickets', '/entries'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = Text.safeParse(body);
    if (!checked.success) return setError(checked.error.issues[0]?.message);
    if (body === entry.body) return onDone();
    edit.mutate({ id: entry.id, body });
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        aria-label={entry.kind === 'note' ? 'Edit the note' : 'Edit the reply'}
        description={looksGo(entry.marks)}
        autoFocus
        dir="auto"
        value={body}
        error={error}
        onChange={(event) => setBody(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" loading={edit.isPending}>
          Save
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
