import { Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useEffectEvent } from 'react';
import { api } from '../../../contract/api.ts';
import type { Service } from '../../../contract/services.ts';
import { StatusPageSettings } from '../../../contract/status-page.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { SaveOrUndo } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import settingsClasses from '../settings/settings.module.css';
import { checkedBy, toFirstError } from '../ticket/form.ts';
import { ComponentRow } from './component-row.tsx';
import classes from './status-page.module.css';

type StatusPageFormProps = { settings: StatusPageSettings; services: Service[] };

/** What the pages show, in which order and under which names. */
export function StatusPageForm({ settings, services }: StatusPageFormProps) {
  const form = useForm<StatusPageSettings>({
    initialValues: structuredClone(settings),
    validate: checkedBy(StatusPageSettings),
  });
  const startFrom = (from: StatusPageSettings) => {
    form.setInitialValues(structuredClone(from));
    form.setValues(structuredClone(from));
  };
  const save = useVerb(api.settings.update, {
    onSuccess: ({ statusPage }) => {
      startFrom(statusPage);
      showDone('Saved.');
    },
    invalidates: ['/settings'],
  });
  // What another admin saves appears here, unless one is in the middle of a change.
  const follow = useEffectEvent((latest: StatusPageSettings) => {
    if (!form.isDirty()) startFrom(latest);
  });
  useEffect(() => follow(settings), [settings]);
  const { components } = form.getValues();
  const nameOf = (id: string) =>
    services.find((service) => service.id === id)?.name ?? 'A service that is gone';
  const others = services.filter(
    ({ id, archivedAt }) => !archivedAt && !components.some(({ serviceId }) => serviceId === id),
  );
  const add = (serviceId: string | null) => {
    if (!serviceId) return;
    const name = nameOf(serviceId);
    // On the public page it comes when somebody says so.
    form.insertListItem('components', { serviceId, name, group: '', public: false, internal: true });
    announce(`${name} was added.`);
  };
  return (
    <form
      onSubmit={form.onSubmit((statusPage) => save.mutate({ statusPage }), toFirstError(form))}
      noValidate
    >
      <Stack gap="md" className={`${settingsClasses.panel} ${settingsClasses.pad}`}>
        <TextInput label="Title" maw="24rem" required {...form.getInputProps('title')} />
        <Switch
          label="Everybody may see the public page"
          description="Off: only the internal page is there."
          {...form.getInputProps('public', { type: 'checkbox' })}
        />
        <div>
          <Title order={2} size="h5">
            Services
          </Title>
          <Text size="sm" c="dimmed">
            In this order. Those with the same heading stand together.
          </Text>
        </div>
        {components.length > 0 && (
          <ol className={classes.components}>
            {components.map(({ serviceId }, at) => (
              <ComponentRow
                key={serviceId}
                form={form}
                at={at}
                service={nameOf(serviceId)}
                last={at === components.length - 1}
              />
            ))}
          </ol>
        )}
        <Select
          label="Add a service"
          placeholder={others.length > 0 ? 'Choose one' : 'All of them are there'}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={null}
          onChange={add}
          searchable
          maw="24rem"
        />
        <SaveOrUndo isChanged={form.isDirty()} loading={save.isPending} onUndo={form.reset} />
      </Stack>
    </form>
  );
}
