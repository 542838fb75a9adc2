import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { NOTE_LIMIT } from '../../../contract/swaps.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { usePeopleNames } from '../../ui/people-found.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, toFirstError } from '../ticket/form.ts';
import { SpanFields } from './span-fields.tsx';
import { DAY, instantOf } from './wall.ts';
import { timeIn } from './words.ts';

/** So far ahead shifts in return are listed. */
const AHEAD = 60 * DAY;

/** Times on the wall of the schedule. */
export type Offered = { offererId: string; from: string; to: string };

type SwapValues = Offered & {
  personIds: string[];
  /** Both instants, with a space between; null: nothing. */
  inReturn: string | null;
  note: string;
  /** Empty: when the shift begins. */
  expiresAt: string;
};

type SwapFormProps = { schedule: Schedule; initial: Offered; onDone: () => void };

/** Offers a shift, or a part of it, to some people or to the whole team. */
export function SwapForm({ schedule: { id, timeZone }, initial, onDone }: SwapFormProps) {
  const me = useMe();
  const form = useForm<SwapValues>({
    initialValues: { ...initial, personIds: [], inReturn: null, note: '', expiresAt: '' },
    validate: {
      from: (from) => (from === '' ? 'must be a time' : null),
      to: (to, { from }) => (to === '' || to <= from ? 'must be after the beginning' : null),
    },
  });
  const offer = useVerb(api.swaps.offer, {
    invalidates: ['/shift-swaps'],
    onProblem: atFields(form, 'from'),
    onSuccess: ({ asked }) => {
      showDone(asked.length === 1 ? 'The shift was offered.' : `${asked.length} people were asked.`);
      onDone();
    },
  });
  const { from, to, personIds, inReturn, note, expiresAt, offererId } = form.getValues();
  const nameOf = usePeopleNames([offererId]);
  const [asked] = personIds.length === 1 ? personIds : [];
  const shifts = useShiftsOf(id, asked);
  const instant = (wall: string) => new Date(instantOf(wall, timeZone)).toISOString();
  const [returnFrom = '', returnTo = ''] = (asked && inReturn ? inReturn : '').split(' ');
  const submit = () =>
    offer.mutate({
      ...{ scheduleId: id, offererId, personIds, note, from: instant(from), to: instant(to) },
      inReturn: returnFrom ? { from: returnFrom, to: returnTo } : null,
      expiresAt: expiresAt ? instant(expiresAt) : null,
    });
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <Text size="sm">
          {offererId === me.id ? (
            'It stays your shift'
          ) : (
            <>
              It stays a shift of <bdi>{nameOf(offererId)}</bdi>
            </>
          )}{' '}
          until somebody takes it. Whoever does so first has it.
        </Text>
        <SpanFields form={form} timeZone={timeZone} />
        <PeoplePicker
          label="To whom"
          description="Empty: to everybody of the team who is not on call then"
          agentsOnly
          value={personIds}
          onChange={(ids) => form.setValues({ personIds: ids, inReturn: null })}
          error={form.errors.personIds}
          data-path="personIds"
        />
        <Select
          label="A shift in return"
          description={asked ? 'Both change hands at once' : 'Can be asked of one person: name them above'}
          placeholder="None"
          clearable
          disabled={!asked || shifts.length === 0}
          data={shifts.map((one) => ({
            value: `${one.from} ${one.to}`,
            label: `${timeIn(one.from, timeZone, me.locale)} to ${timeIn(one.to, timeZone, me.locale)}`,
          }))}
          value={inReturn}
          onChange={(value) => form.setFieldValue('inReturn', value)}
          error={form.errors.inReturn}
        />
        <Textarea
          label="Note"
          description="Those who are asked read it"
          autosize
          minRows={2}
          maxLength={NOTE_LIMIT}
          {...form.getInputProps('note')}
        />
        <TextInput
          type="datetime-local"
          label="Can be taken until"
          description="Empty: until the shift begins or, once it has, until it is over"
          {...form.getInputProps('expiresAt')}
        />
        <FormButtons submit="Offer" loading={offer.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}

/** The shifts that somebody has by a schedule in the days to come. */
function useShiftsOf(id: string, personId: string | undefined) {
  const [now] = useState(Date.now);
  const [from, to] = [new Date(now).toISOString(), new Date(now + AHEAD).toISOString()];
  const shifts = useQuery({
    ...queryOf(api.schedules.shifts, { id, from, to }),
    enabled: personId !== undefined,
  });
  const all = personId === undefined ? [] : (shifts.data?.items ?? []);
  return all.filter((one) => one.from > from && one.people.some((person) => person.id === personId));
}
