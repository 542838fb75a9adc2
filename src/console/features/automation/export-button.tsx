import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { call } from '../../call.ts';
import { download } from '../../ui/download.ts';
import { showProblem } from '../../ui/tell.tsx';

/** Saves all rules as a file. */
export function ExportButton() {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { yaml } = await call(api.automations.export, {});
      download('deskbell-automation.yaml', 'application/yaml', yaml);
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
