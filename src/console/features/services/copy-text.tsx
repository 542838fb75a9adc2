import { Button, Textarea } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { CheckIcon } from '../../ui/icons.tsx';
import classes from './services.module.css';

/**
 * Words to be taken elsewhere. They are selectable, too: browsers refuse the clipboard to pages without TLS.
 */
export function CopyText({ label, text }: { label: string; text: string }) {
  const clipboard = useClipboard({ timeout: 4000 });
  const words = clipboard.error ? 'Select it and copy' : clipboard.copied ? 'Copied' : 'Copy';
  return (
    <div className={classes.copy}>
      <Textarea
        label={label}
        value={text}
        readOnly
        autosize
        minRows={1}
        maxRows={8}
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
      />
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${words}: ${label}`}
        leftSection={clipboard.copied ? <CheckIcon size={14} /> : undefined}
        onClick={() => void clipboard.copy(text)}
      >
        {words}
      </Button>
    </div>
  );
}
