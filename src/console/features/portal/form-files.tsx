import { Button, FileButton, Stack } from '@mantine/core';
import { useRef } from 'react';
import { AttachIcon } from '../../ui/icons.tsx';
import { UploadList } from '../../ui/upload-list.tsx';
import type { useUploads } from '../../ui/use-uploads.ts';

/** Files that go with a form. */
export function FormFiles({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const reset = useRef<() => void>(null);
  return (
    <Stack gap="xs" align="flex-start">
      <UploadList items={uploads.items} onRemove={uploads.remove} />
      <FileButton
        multiple
        resetRef={reset}
        onChange={(chosen) => {
          uploads.add(chosen);
          reset.current?.();
        }}
      >
        {(button) => (
          <Button {...button} variant="default" size="xs" leftSection={<AttachIcon size={16} />}>
            Attach files
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
