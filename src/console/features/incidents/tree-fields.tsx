import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  NativeSelect,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { DEFAULT_SEVERITY_TREE } from '../../../contract/severity.ts';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { priorityWords } from '../../ui/priority.tsx';
import settings from '../settings/settings.module.css';
import classes from './settings.module.css';
import type { SettingsForm } from './settings-section.tsx';
import { newAnswer, newQuestion, type QuestionValues, questionsOf } from './settings-values.ts';

const MOST = { questions: 10, answers: 6 };

/** The questions that lead to the severity when one is declared. */
export function TreeFields({ form }: { form: SettingsForm }) {
  const { asks, questions } = form.getValues();
  const toggle = (on: boolean) => {
    form.setFieldValue('asks', on);
    if (on && questions.length === 0) form.setFieldValue('questions', defaults());
  };
  return (
    <Fieldset legend="Questions for the severity" className={settings.fieldset}>
      <Stack gap="md">
        <Switch
          label="Ask questions when one is declared"
          description="Whoever knows the severity may choose it all the same."
          checked={asks}
          onChange={({ currentTarget: { checked } }) => toggle(checked)}
        />
        {form.errors.questions && (
          <Text size="sm" c="var(--bad)" role="alert">
            {form.errors.questions}
          </Text>
        )}
        {asks && (
          <>
            <Text size="sm" c="dimmed">
              The first question is asked first. An answer leads to a severity or to a question further below.
            </Text>
            <ol className={classes.questions}>
              {questions.map((question, index) => (
                <li key={question.key}>
                  <Question form={form} index={index} question={question} />
                </li>
              ))}
            </ol>
            <Group>
              <Button
                variant="default"
                size="xs"
                leftSection={<PlusIcon size={14} />}
                disabled={questions.length >= MOST.questions}
                onClick={() => form.insertListItem('questions', newQuestion(questions))}
              >
                Add a question
              </Button>
              <Button variant="subtle" size="xs" onClick={() => form.setFieldValue('questions', defaults())}>
                As they came with the desk
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Fieldset>
  );
}

const defaults = () => questionsOf(DEFAULT_SEVERITY_TREE);

type QuestionProps = { form: SettingsForm; index: number; question: QuestionValues };

function Question({ form, index, question: { answers } }: QuestionProps) {
  const number = index + 1;
  const { questions } = form.getValues();
  const below = questions.slice(number).map(({ id, text }, place) => ({
    ...{ value: `question ${id}`, label: `Question ${number + place + 1}${text ? `: ${short(text)}` : ''}` },
  }));
  const severities = [1, 2, 3, 4, 5].map((one) => ({
    ...{ value: `severity ${one}`, label: `P${one} · ${priorityWords[one]}` },
  }));
  return (
    <Stack gap="xs">
      <div className={classes.question}>
        <TextInput
          label={`Question ${number}`}
          dir="auto"
          {...form.getInputProps(`questions.${index}.text`)}
        />
        {questions.length > 1 && (
          <ActionIcon
            aria-label={`Remove question ${number}`}
            onClick={() => form.removeListItem('questions', index)}
          >
            <CloseIcon size={16} />
          </ActionIcon>
        )}
      </div>
      {answers.map(({ key, leads }, answer) => {
        const place = `question ${number}, answer ${answer + 1}`;
        const known = [...severities, ...below].some(({ value }) => value === leads);
        return (
          <div key={key} className={classes.answer}>
            <TextInput
              aria-label={`Answer, ${place}`}
              placeholder="Answer"
              dir="auto"
              {...form.getInputProps(`questions.${index}.answers.${answer}.text`)}
            />
            <NativeSelect
              aria-label={`Leads to, ${place}`}
              data={[
                ...(known ? [] : [{ value: leads, label: 'A question that is not below' }]),
                { group: 'Severity', items: severities },
                ...(below.length > 0 ? [{ group: 'Question', items: below }] : []),
              ]}
              {...form.getInputProps(`questions.${index}.answers.${answer}.leads`)}
            />
            {answers.length > 2 && (
              <ActionIcon
                aria-label={`Remove the answer, ${place}`}
                onClick={() => form.removeListItem(`questions.${index}.answers`, answer)}
              >
                <CloseIcon size={16} />
              </ActionIcon>
            )}
          </div>
        );
      })}
      <Group>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={`Add an answer to question ${number}`}
          disabled={answers.length >= MOST.answers}
          onClick={() => form.insertListItem(`questions.${index}.answers`, newAnswer())}
        >
          Add an answer
        </Button>
      </Group>
    </Stack>
  );
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
