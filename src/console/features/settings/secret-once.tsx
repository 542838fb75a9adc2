import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { CheckIcon, WarnIcon } from '../../ui/icons.tsx';

type SecretOnceProps = {
  title: string;
  label: string;
  secret: string | null;
  warning: string;
  onClose: () => void;
};

/**
 * Shows a secret that cannot be shown again. It is selectable too: browsers refuse the clipboard to pages
 * without TLS, which a desk inside a company network may be.
 */
export function SecretOnce({ title, label, secret, warning, onClose }: SecretOnceProps) {
  const clipboard = useClipboard({ timeout: 4000 });
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="light" bg="var(--waiting-soft)" icon={<WarnIcon />} role="note">
          {warning}
        </Alert>
        <TextInput
          label={label}
          value={secret ?? ''}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={() => void clipboard.copy(secret ?? '')}
            leftSection={clipboard.copied ? <CheckIcon size={16} /> : undefined}
            aria-live="polite"
          >
            {clipboard.error ? 'Select it and copy' : clipboard.copied ? 'Copied' : 'Copy'}
          </Button>
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
