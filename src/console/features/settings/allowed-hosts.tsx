import { Button, Group, Stack, TagsInput, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { Settings } from '../../../contract/settings.ts';
import { queryOf, useVerb } from '../../call.ts';
import { showDone } from '../../ui/tell.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import classes from './settings.module.css';

/** Hosts of one's own network that Deskbell may ask, for calendars and by webhooks. */
export function AllowedHosts() {
  const { data } = useQuery(queryOf(api.settings.get, {}));
  // Anew once they are saved, here or by another admin.
  return data ? <HostsForm key={data.allowedHosts.join()} hosts={data.allowedHosts} /> : null;
}

function HostsForm({ hosts }: { hosts: string[] }) {
  const form = useForm({
    initialValues: { allowedHosts: [...hosts] },
    validate: checkedBy(Settings.pick({ allowedHosts: true })),
  });
  const save = useVerb(api.settings.update, {
    onProblem: atFields(form),
    onSuccess: () => showDone('Saved.'),
  });
  return (
    <section className={`${classes.panel} ${classes.pad}`} aria-label="Hosts of your own network">
      <form onSubmit={form.onSubmit((values) => save.mutate(values), toFirstError(form))} noValidate>
        <Stack gap="sm">
          <div>
            <Title order={2} size="h5">
              Hosts of your own network
            </Title>
            <Text size="sm" c="dimmed">
              Calendars and webhooks may be at public addresses, and at these hosts besides.
            </Text>
          </div>
          <TagsInput
            label="Allowed hosts"
            placeholder={form.getValues().allowedHosts.length === 0 ? 'calendar.example.com' : undefined}
            splitChars={[',', ' ']}
            maw="30rem"
            {...form.getInputProps('allowedHosts')}
          />
          <Group>
            <Button type="submit" variant="default" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}
