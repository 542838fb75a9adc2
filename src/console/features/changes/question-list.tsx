import { ActionIcon, Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { CloseIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import classes from '../settings/settings.module.css';
import own from './changes.module.css';
import type { SettingsFormOf } from './settings-form.tsx';
import { newQuestion } from './settings-values.ts';
import { likelihoodWords } from './settings-words.ts';

/** The contract's limits. */
const MOST = { questions: 20, answers: 10 };
const likelihoods = Object.entries(likelihoodWords).map(([value, label]) => ({ value, label }));

/** What is asked about the risk of a change, and what each answer says of it. */
export function QuestionList({ form }: { form: SettingsFormOf }) {
  const path = 'changes.risk.questions';
  const { questions } = form.getValues().changes.risk;
  return (
    <fieldset className={classes.group}>
      <legend>Questions about its risk</legend>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          How likely something goes wrong is the worst answer. What nobody has answered is taken as possible.
        </Text>
        {questions.map(({ id }, index) => (
          <Question key={id} form={form} index={index} onRemove={() => form.removeListItem(path, index)} />
        ))}
        {questions.length < MOST.questions && (
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<PlusIcon size={14} />}
              onClick={() => form.insertListItem(path, newQuestion())}
            >
              Add a question
            </Button>
          </div>
        )}
      </Stack>
    </fieldset>
  );
}

type QuestionProps = { form: SettingsFormOf; index: number; onRemove: () => void };

function Question({ form, index, onRemove }: QuestionProps) {
  const path = `changes.risk.questions.${index}`;
  const { answers = [] } = form.getValues().changes.risk.questions[index] ?? {};
  const wrong = form.errors[`${path}.answers`];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset within one would be said with each field
    <div role="group" aria-label={`Question ${index + 1}`} className={own.editor}>
      <div className={own.editorHead}>
        <TextInput label={`Question ${index + 1}`} {...form.getInputProps(`${path}.text`)} />
        <ActionIcon aria-label={`Remove question ${index + 1}`} onClick={onRemove}>
          <TrashIcon size={16} />
        </ActionIcon>
      </div>
      {answers.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
        <div key={at} className={own.answer}>
          <TextInput
            aria-label={`Question ${index + 1}, answer ${at + 1}`}
            placeholder="Answer"
            {...form.getInputProps(`${path}.answers.${at}.text`)}
          />
          <NativeSelect
            aria-label={`Question ${index + 1}, answer ${at + 1}: it goes wrong`}
            data={likelihoods}
            {...form.getInputProps(`${path}.answers.${at}.likelihood`)}
          />
          <ActionIcon
            aria-label={`Remove answer ${at + 1} of question ${index + 1}`}
            disabled={answers.length <= 2}
            onClick={() => form.removeListItem(`${path}.answers`, at)}
          >
            <CloseIcon size={16} />
          </ActionIcon>
        </div>
      ))}
      {wrong && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {wrong}
        </Text>
      )}
      {answers.length < MOST.answers && (
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Add an answer to question ${index + 1}`}
            onClick={() => form.insertListItem(`${path}.answers`, { text: '', likelihood: '2' })}
          >
            Add an answer
          </Button>
        </div>
      )}
    </div>
  );
}
