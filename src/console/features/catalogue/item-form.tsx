import { Alert, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { OfferedItem } from '../../../contract/catalogue.ts';
import { askedOf } from '../../../contract/catalogue-form.ts';
import { useVerb } from '../../call.ts';
import { keepDraft, readDraft } from '../../drafts.ts';
import { isAgent, useMe } from '../../session.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { useUploads } from '../../ui/use-uploads.ts';
import { FormFiles } from '../portal/form-files.tsx';
import { Questions } from './questions.tsx';

type Answers = Record<string, string>;

/** Asks for an item. What was typed is kept until it is sent. */
export function ItemForm({ item }: { item: OfferedItem }) {
  const me = useMe();
  const navigate = useNavigate();
  const draftKey = `catalogue ${item.id}`;
  const [answers, setAnswers] = useState(() => draftIn(draftKey));
  const [requesterId, setRequesterId] = useState<string | null>(null);
  const [errors, setErrors] = useState<Answers>({});
  const [problem, setProblem] = useState<string | null>(null);
  const uploads = useUploads();
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length > 0) {
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [errors]);
  const request = useVerb(api.catalogue.request, {
    invalidates: ['/tickets', '/portal', '/queues', '/approvals'],
    onProblem({ message, fields }) {
      const named = Object.entries(fields).map(([path, words]) => [path.replace(/^answers\./, ''), words]);
      setErrors(Object.fromEntries(named));
      setProblem(named.length > 0 ? 'Please look at what is marked below.' : message);
      return true;
    },
    onSuccess({ number }) {
      keepDraft(draftKey, null);
      const to = requesterId ? '/tickets/$number' : '/requests/$number';
      void navigate({ to, params: { number } });
    },
  });
  const change = (name: string, value: string) => {
    const next = { ...answers, [name]: value };
    setAnswers(next);
    const { [name]: _, ...others } = errors;
    setErrors(others);
    keepDraft(draftKey, JSON.stringify(next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request.isPending || uploads.busy) return;
    const asked = askedOf(item.fields, answers);
    const missing = asked.filter(({ name, required }) => required && !answers[name]?.trim());
    setErrors(Object.fromEntries(missing.map(({ name }) => [name, 'Please fill this in.'])));
    setProblem(missing.length > 0 ? 'Please look at what is marked below.' : null);
    if (missing.length > 0) return;
    request.mutate({
      id: item.id,
      answers: Object.fromEntries(asked.map(({ name }) => [name, answers[name] ?? ''])),
      attachmentIds: uploads.ready.map(({ id }) => id),
      ...(requesterId ? { requesterId } : {}),
    });
  };
  const wait = uploads.busy ? 'A file is still on its way.' : undefined;
  return (
    <form ref={element} noValidate onSubmit={submit} aria-label={item.name}>
      <Stack gap="md">
        {problem && (
          <Alert color="red" role="alert" variant="light">
            {problem}
          </Alert>
        )}
        {isAgent(me) && (
          <PersonPicker
            label="For whom"
            placeholder="Yourself"
            clearable
            value={requesterId}
            error={errors.requesterId}
            onChange={setRequesterId}
          />
        )}
        <Questions fields={item.fields} answers={answers} errors={errors} onChange={change} />
        <FormFiles uploads={uploads} />
        <div>
          <BusyButton type="submit" busy={request.isPending} disabled={uploads.busy} title={wait}>
            Request
          </BusyButton>
        </div>
      </Stack>
    </form>
  );
}

function draftIn(key: string): Answers {
  try {
    const kept = JSON.parse(readDraft(key) ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(kept).filter((one): one is [string, string] => typeof one[1] === 'string'),
    );
  } catch {
    return {};
  }
}
