import { Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import settings from '../settings/settings.module.css';
import type { PlanFormValues } from './plan-form.tsx';

/** The questions of the desk by which the risk is weighed. */
export function RiskFields({ form }: { form: PlanFormValues }) {
  const questions = useQuery(queryOf(api.settings.get, {})).data?.changes.risk.questions ?? [];
  const { answers } = form.getValues();
  if (questions.length === 0) return null;
  return (
    <fieldset className={settings.group}>
      <legend>Risk</legend>
      <Stack gap="md">
        {questions.map(({ id, text, answers: all }) => (
          <Radio.Group
            key={id}
            label={text}
            value={answers[id] ?? ''}
            error={form.errors[`answers.${id}`]}
            onChange={(position) => form.setFieldValue('answers', { ...answers, [id]: position })}
          >
            <Stack gap={8} mt={8}>
              {all.map((answer, position) => (
                <Radio
                  // biome-ignore lint/suspicious/noArrayIndexKey: an answer is known by its place
                  key={position}
                  value={String(position)}
                  label={answer.text}
                />
              ))}
            </Stack>
          </Radio.Group>
        ))}
      </Stack>
    </fieldset>
  );
}
