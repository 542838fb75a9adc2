import { Button } from '@mantine/core';
import { useState } from 'react';
import type { api } from '../../../contract/api.ts';
import { call } from '../../call.ts';
import { download } from '../../ui/download.ts';
import { showProblem } from '../../ui/tell.tsx';

type ExportButtonProps = {
  endpoint: typeof api.automations.export | typeof api.catalogue.export;
  /** How the file is called. */
  file: string;
};

/** Saves all records of a kind as a file. */
export function ExportButton({ endpoint, file }: ExportButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { yaml } = await call(endpoint, {});
      download(file, 'application/yaml', yaml);
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" loading={isBusy} onClick={() => void save()}>
      Export
    </Button>
  );
}
