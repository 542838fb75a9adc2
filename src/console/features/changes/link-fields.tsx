import { ActionIcon, Button, Stack, TextInput } from '@mantine/core';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import settings from '../settings/settings.module.css';
import classes from './changes.module.css';
import type { PlanFormValues } from './plan-form.tsx';

/** The contract's limit. */
const MOST = 20;

export function LinkFields({ form }: { form: PlanFormValues }) {
  const { links } = form.getValues();
  return (
    <fieldset className={settings.group}>
      <legend>Links</legend>
      <Stack gap="xs" align="stretch">
        {links.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <div key={index} className={classes.linkFields}>
            <TextInput
              aria-label={`Link ${index + 1}: words`}
              placeholder="Words"
              {...form.getInputProps(`links.${index}.text`)}
            />
            <TextInput
              aria-label={`Link ${index + 1}: address`}
              placeholder="https://"
              type="url"
              {...form.getInputProps(`links.${index}.url`)}
            />
            <ActionIcon
              aria-label={`Remove link ${index + 1}`}
              onClick={() => form.removeListItem('links', index)}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </div>
        ))}
        {links.length < MOST && (
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<PlusIcon size={14} />}
              onClick={() => form.insertListItem('links', { text: '', url: '' })}
            >
              Add a link
            </Button>
          </div>
        )}
      </Stack>
    </fieldset>
  );
}
