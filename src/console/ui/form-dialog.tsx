import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Field, Form } from '../../contract/card.ts';
import { keepDraft, readDraft } from '../drafts.ts';
import { useIntents } from '../intent.ts';
import { ApiProblem, wordsOf } from '../problem.ts';
import { BusyButton } from './busy-button.tsx';
import { FormField } from './form-field.tsx';

export type FieldError = { field: string; message: string };

/** What a call was refused for, field by field. @throws what it is about none of them */
export function fieldErrorsOf(error: unknown): FieldError[] {
  const wrong = error instanceof ApiProblem ? Object.entries(error.fields) : [];
  if (wrong.length === 0) throw error;
  return wrong.map(([field, message]) => ({ field, message }));
}

type FormDialogProps = {
  /** Null: closed. */
  form: Form | null;
  /**
   * Sends it. `delivery` is the same in every repeat of the same content. Answers with what is wrong, field by
   * field; with nothing, it is accepted. What it throws is shown in the dialog.
   */
  onSubmit: (fields: Record<string, string>, delivery: string) => Promise<readonly FieldError[]>;
  onClose: () => void;
  /** Below the fields, such as for files. */
  children?: ReactNode;
  /** Why it cannot be sent just now. */
  wait?: string | null;
};

/** A neutral form as a dialog. What was typed is kept until it is accepted or cancelled. */
export function FormDialog(props: FormDialogProps) {
  // The last form stays drawn while the dialog fades.
  const [shown, setShown] = useState(props.form);
  if (props.form && props.form !== shown) setShown(props.form);
  return (
    <Modal
      opened={props.form !== null}
      onClose={props.onClose}
      title={shown?.title}
      size="lg"
      closeOnClickOutside={false}
    >
      {shown && <Fields key={`${shown.action} ${shown.value}`} {...props} form={shown} />}
    </Modal>
  );
}

function Fields({ form, onSubmit, onClose, children, wait }: FormDialogProps & { form: Form }) {
  const draftKey = `form ${form.action} ${form.value}`;
  const [values, setValues] = useState(() => ({ ...initialOf(form), ...keptDraft(draftKey, form) }));
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const intents = useIntents();
  const element = useRef<HTMLFormElement>(null);
  // Also where one form follows another in the same dialog.
  useEffect(() => {
    element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);
  useEffect(() => {
    if (errors.length > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const change = (field: Field, value: string) => {
    const next = { ...values, [field.name]: value };
    setValues(next);
    setErrors(errors.filter((error) => error.field !== field.name));
    keepDraft(draftKey, JSON.stringify(draftOf(next, form)));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = check(form, values);
    setErrors(wrong);
    setProblem(null);
    if (busy || wait || wrong.length > 0) return;
    setBusy(true);
    const content = [form.action, form.value, values];
    try {
      const refused = await intents.once(content, (delivery) => onSubmit(values, delivery));
      setErrors(refused);
      if (refused.length === 0) keepDraft(draftKey, null);
    } catch (error) {
      if (!(error instanceof ApiProblem)) console.error(error);
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const cancel = () => {
    keepDraft(draftKey, null);
    onClose();
  };
  const names = new Set(form.fields.map((field) => field.name));
  const general = [
    ...errors.filter((error) => !names.has(error.field)).map((e) => e.message),
    problem,
  ].filter(Boolean);
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        // In a text of many lines Enter begins a new one.
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
      }}
    >
      <Stack gap="md">
        {general.length > 0 && (
          <Alert color="red" role="alert" variant="light">
            {general.join(' ')}
          </Alert>
        )}
        {form.fields.map((field, at) => (
          <FormField
            key={field.name}
            field={field}
            first={at === 0}
            value={values[field.name] ?? ''}
            error={errors.find((error) => error.field === field.name)?.message}
            onChange={(value) => change(field, value)}
          />
        ))}
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
          <BusyButton type="submit" busy={busy} disabled={!!wait} title={wait ?? undefined}>
            {form.submit}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

const initialOf = (form: Form): Record<string, string> =>
  Object.fromEntries(form.fields.map((field) => [field.name, field.initial ?? '']));

/** Only what began empty: a value of the record may have changed when the form is opened again. */
function draftOf(values: Record<string, unknown>, form: Form): Record<string, string> {
  const own = form.fields.filter((field) => !field.initial && typeof values[field.name] === 'string');
  return Object.fromEntries(own.map((field) => [field.name, String(values[field.name])]));
}

function keptDraft(key: string, form: Form): Record<string, string> {
  try {
    return draftOf(JSON.parse(readDraft(key) ?? '{}') as Record<string, unknown>, form);
  } catch {
    return {};
  }
}

/** What the page can see by itself; the server checks everything again. */
function check(form: Form, values: Record<string, string>): FieldError[] {
  return form.fields.flatMap((field) => {
    const value = values[field.name] ?? '';
    if (field.required && value.trim() === '') {
      return [{ field: field.name, message: field.type === 'choice' ? 'Choose one.' : 'Fill this in.' }];
    }
    if ((field.type === 'text' || field.type === 'paragraph') && value.length > field.max) {
      const over = `At most ${field.max.toLocaleString('en')} characters; this has ${value.length.toLocaleString('en')}.`;
      return [{ field: field.name, message: over }];
    }
    return [];
  });
}
