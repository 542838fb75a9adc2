import { Button, FileButton, Stack } from '@mantine/core';
import { AttachIcon } from '../../ui/icons.tsx';
import { UploadList } from '../../ui/upload-list.tsx';
import type { useUploads } from '../../ui/use-uploads.ts';

/** Files that go with a form. */
export function FormFiles({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  return (
    <Stack gap="xs" align="flex-start">
      <UploadList items={uploads.items} onRemove={uploads.remove} />
      <FileButton multiple onChange={(chosen) => uploads.add(chosen)} key={uploads.items.length}>
        {(button) => (
          <Button {...button} variant="default" size="xs" leftSection={<AttachIcon size={16} />}>
            Attach files
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
