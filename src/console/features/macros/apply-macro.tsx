import { Alert, List, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { appliedWords, type Macro } from '../../../contract/macros.ts';
import { queryOf, useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { sentence } from '../settings/rule-words.ts';

type ApplyMacroProps = { macro: Macro; ticket: string; onClose: (used: boolean) => void };

/** What a macro will say, to be edited, and what it will do; then it is applied. */
export function ApplyMacro({ macro, ticket, onClose }: ApplyMacroProps) {
  const { id, name } = macro;
  const preview = useQuery({ ...queryOf(api.macros.preview, { id, ticket }), staleTime: 0, gcTime: 0 });
  const [edited, setEdited] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const apply = useVerb(api.macros.apply, {
    onSuccess: (applied) => {
      showDone(`${name}: ${appliedWords(applied)}`);
      onClose(true);
    },
    onProblem: ({ message }) => {
      setWrong(message);
      return true;
    },
    invalidates: ['/tickets', '/entries', '/queues', '/portal', '/macros'],
  });
  if (preview.isPending) return <Loading rows={3} />;
  if (preview.isError) return <Failed error={preview.error} retry={preview.refetch} />;
  const { reply, actions, version } = preview.data;
  const text = edited ?? reply;
  const isEmpty = text !== null && text.trim() === '';
  const submit = () => apply.mutate({ id, ticket, version, ...(text === null ? {} : { reply: text }) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(null);
        if (!isEmpty) submit();
      }}
      noValidate
    >
      <Stack gap="md">
        {text !== null && (
          <Textarea
            label="What the requester reads"
            required
            minRows={4}
            dir="auto"
            value={text}
            error={isEmpty && 'Write something.'}
            onChange={(event) => setEdited(event.currentTarget.value)}
          />
        )}
        <div>
          <Text size="sm" fw={550}>
            {text === null ? 'It will' : 'Then it will'}
          </Text>
          <List size="sm" type="ordered" withPadding>
            {actions.map((words, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the words do not change while they are shown
              <List.Item key={index}>{sentence(words)}</List.Item>
            ))}
          </List>
        </div>
        {wrong && (
          <Alert color="red" variant="light" role="alert">
            {wrong}
          </Alert>
        )}
        <FormButtons submit="Apply" loading={apply.isPending} onCancel={() => onClose(false)} />
      </Stack>
    </form>
  );
}
