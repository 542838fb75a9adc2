import { ActionIcon, Button, Checkbox, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { z } from 'zod';
import { api } from '../../../contract/api.ts';
import {
  CreateSubscription,
  type Subscription,
  UpdateSubscription,
} from '../../../contract/subscriptions.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { zoneOptions } from '../../ui/zones.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import classes from './on-call.module.css';
import { eventsInWords } from './words.ts';

export type SubscriptionOwner = { use: Subscription['use']; teamId: string | null };
type Values = z.input<typeof CreateSubscription> & {
  wholeDays: boolean;
  words: string[];
  names: { text: string; personId: string }[];
};

/** Its address is not shown again, so it stays unless another one was entered. */
const changeOf = ({ id }: Subscription, { use: _, teamId: __, url, ...rest }: Values) => ({
  ...{ id, ...rest },
  ...(url === '' ? {} : { url }),
});

type SubscriptionFormProps = SubscriptionOwner & {
  subscription: Subscription | null;
  onDone: (saved: Subscription | null) => void;
};

/** A calendar from outside. It is read as soon as it is saved. */
export function SubscriptionForm({ subscription, use, teamId, onDone }: SubscriptionFormProps) {
  const me = useMe();
  const form = useForm<Values>({
    initialValues: {
      ...{ use, teamId, name: subscription?.name ?? '', url: '' },
      timeZone: subscription?.timeZone ?? me.timeZone,
      wholeDays: subscription?.wholeDays ?? use === 'absence',
      ...{ words: subscription?.words ?? [], names: subscription?.names ?? [] },
    },
    validate: (values) =>
      subscription
        ? checkedBy(UpdateSubscription)(changeOf(subscription, values))
        : checkedBy(CreateSubscription)(values),
  });
  const options = {
    invalidates: ['/calendar-subscriptions', '/schedules', '/on-call', '/availability'],
    onProblem: atFields(form, 'name'),
    onSuccess: (saved: Subscription) => {
      if (!saved.error) showDone(`${saved.name} was read: ${eventsInWords(saved.upcoming)}.`);
      onDone(saved);
    },
  };
  const create = useVerb(api.subscriptions.create, options);
  const update = useVerb(api.subscriptions.update, options);
  const values = form.getValues();
  const submit = (values: Values) =>
    subscription ? update.mutate(changeOf(subscription, values)) : create.mutate(values);
  return (
    <form
      onSubmit={(event) => {
        // It may stand in a dialog over another form, which is not sent by this.
        event.stopPropagation();
        form.onSubmit(submit, toFirstError(form))(event);
      }}
      noValidate
    >
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="iCalendar address"
          description={
            subscription
              ? 'It stays as it is unless you enter another one; it is not shown again'
              : 'Read every quarter of an hour. Whoever has it can read the calendar, so it is kept encrypted and not shown again.'
          }
          placeholder={subscription ? `${subscription.origin}/…` : 'https://'}
          type="url"
          required={!subscription}
          {...form.getInputProps('url')}
        />
        <Select
          label="Time zone"
          description="Of whole days, unless the calendar says its own"
          required
          searchable
          limit={100}
          data={zoneOptions}
          nothingFoundMessage="No time zone by that name"
          {...form.getInputProps('timeZone')}
        />
        <Checkbox
          label="Only events of whole days"
          {...form.getInputProps('wholeDays', { type: 'checkbox' })}
        />
        <TagsInput
          label="Only events whose title has one of these"
          description="Empty: all of them count"
          placeholder={values.words.length === 0 ? 'Vacation, out of office' : undefined}
          splitChars={[',']}
          {...form.getInputProps('words')}
        />
        {teamId !== null && (
          <fieldset className={settings.group}>
            <legend>Names in titles</legend>
            <Text size="sm" c="dimmed" mb="xs">
              Events mean those who are invited, or whose whole name or e-mail address stands in the title.
              What else stands there may mean somebody, too.
            </Text>
            <Stack gap="xs">
              {values.names.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
                <div key={index} className={classes.named}>
                  <TextInput label="Text" {...form.getInputProps(`names.${index}.text`)} />
                  <PersonPicker
                    label="Means"
                    agentsOnly
                    value={one.personId || null}
                    onChange={(id) => form.setFieldValue(`names.${index}.personId`, id ?? '')}
                    error={form.errors[`names.${index}.personId`]}
                  />
                  <ActionIcon
                    aria-label={`Remove the text ${one.text}`}
                    onClick={() => form.removeListItem('names', index)}
                  >
                    <CloseIcon size={16} />
                  </ActionIcon>
                </div>
              ))}
            </Stack>
            <Button
              mt="xs"
              variant="default"
              size="xs"
              leftSection={<PlusIcon size={14} />}
              onClick={() => form.insertListItem('names', { text: '', personId: '' })}
            >
              Add a text
            </Button>
          </fieldset>
        )}
        <FormButtons
          submit={subscription ? 'Save and read' : 'Add and read'}
          loading={create.isPending || update.isPending}
          onCancel={() => onDone(null)}
        />
      </Stack>
    </form>
  );
}
