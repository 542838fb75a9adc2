import { ActionIcon, Group, Switch, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import type { StatusPageSettings } from '../../../contract/status-page.ts';
import { TrashIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import settings from '../settings/settings.module.css';
import classes from './status-page.module.css';

type ComponentRowProps = {
  form: Pick<
    ReturnType<typeof useForm<StatusPageSettings>>,
    'getInputProps' | 'reorderListItem' | 'removeListItem'
  >;
  at: number;
  service: string;
  last: boolean;
};

/** A service: what it is called in public, where it stands, and on which page. */
export function ComponentRow({ form, at, service, last }: ComponentRowProps) {
  const field = (name: string) => `components.${at}.${name}`;
  const moveTo = (to: number) => () => form.reorderListItem('components', { from: at, to });
  return (
    <li className={classes.component}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={550} size="sm">
          <bdi>{service}</bdi>
        </Text>
        <Group gap={2} wrap="nowrap">
          <MoveButton
            label={`Move ${service} up`}
            className={settings.up}
            onMove={at > 0 ? moveTo(at - 1) : undefined}
          />
          <MoveButton label={`Move ${service} down`} onMove={last ? undefined : moveTo(at + 1)} />
          <ActionIcon
            aria-label={`Take ${service} off the page`}
            onClick={() => form.removeListItem('components', at)}
          >
            <TrashIcon size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <div className={settings.fields}>
        <TextInput
          label="Public name"
          aria-label={`Public name of ${service}`}
          required
          {...form.getInputProps(field('name'))}
        />
        <TextInput
          label="Heading"
          aria-label={`Heading of ${service}`}
          {...form.getInputProps(field('group'))}
        />
      </div>
      <Group gap="lg">
        <Switch
          label="On the public page"
          aria-label={`${service} is on the public page`}
          {...form.getInputProps(field('public'), { type: 'checkbox' })}
        />
        <Switch
          label="On the internal page"
          aria-label={`${service} is on the internal page`}
          {...form.getInputProps(field('internal'), { type: 'checkbox' })}
        />
      </Group>
    </li>
  );
}
