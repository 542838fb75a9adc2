import { Text, TextInput } from '@mantine/core';
import { useMe } from '../../session.tsx';
import settings from '../settings/settings.module.css';
import { instantOf } from './wall.ts';
import { timeIn, zoneName } from './words.ts';

type SpanFieldsProps = {
  form: {
    getValues: () => { from: string; to: string };
    getInputProps: (field: 'from' | 'to') => object;
  };
  timeZone: string;
};

/** From when until when, on the wall of a schedule; and what that is for whoever reads it. */
export function SpanFields({ form, timeZone }: SpanFieldsProps) {
  const me = useMe();
  const { from, to } = form.getValues();
  const own = (wall: string) => timeIn(instantOf(wall, timeZone), me.timeZone, me.locale);
  return (
    <>
      <div className={settings.fields}>
        <TextInput type="datetime-local" label="From" required {...form.getInputProps('from')} />
        <TextInput type="datetime-local" label="To" required {...form.getInputProps('to')} />
      </div>
      <Text size="xs" c="dimmed">
        Times of {zoneName(timeZone)}.
        {me.timeZone !== timeZone && from && to && ` For you: ${own(from)} to ${own(to)}.`}
      </Text>
    </>
  );
}
