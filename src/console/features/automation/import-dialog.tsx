import { Alert, Button, FileButton, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import type { api } from '../../../contract/api.ts';
import type { OutputOf } from '../../../contract/endpoint.ts';
import { useVerb } from '../../call.ts';
import type { ApiProblem } from '../../problem.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import classes from './automation.module.css';
import { type Imported, importedWords, problemWords } from './import-words.ts';

/** Bytes; a larger file is more than the contract takes. */
const LARGEST = 1_000_000;

type ImportFormProps = {
  endpoint: typeof api.automations.import | typeof api.catalogue.import;
  of: Imported;
  onDone: () => void;
};
type ImportDialogProps = Omit<ImportFormProps, 'onDone'> & { opened: boolean; onClose: () => void };

export function ImportDialog({ opened, onClose, ...rest }: ImportDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Import ${rest.of.many.toLowerCase()}`}
      size="xl"
      closeOnClickOutside={false}
    >
      <ImportForm {...rest} onDone={onClose} />
    </Modal>
  );
}

function ImportForm({ endpoint, of, onDone }: ImportFormProps) {
  const [yaml, setYaml] = useState('');
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const reset = useRef<() => void>(null);
  const take = useVerb(endpoint, {
    onProblem(problem) {
      setProblem(problem);
      return true;
    },
    onSuccess(counts: OutputOf<ImportFormProps['endpoint']>) {
      showDone(importedWords(counts, of));
      onDone();
    },
  });
  const readFile = async (file: File | null) => {
    // So that the same file can be chosen again once it is mended.
    reset.current?.();
    setProblem(null);
    if (file) setYaml(await file.slice(0, LARGEST).text());
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(null);
        take.mutate({ yaml });
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {of.many} of a name that is known here are changed, others are added behind, none is removed. All of
          the file is taken in, or nothing.
        </Text>
        <FileButton
          accept=".yaml,.yml,application/yaml,text/yaml"
          resetRef={reset}
          onChange={(file) => void readFile(file)}
          inputProps={{ 'aria-label': `YAML file with ${of.many.toLowerCase()}` }}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs" style={{ alignSelf: 'start' }}>
              Read a file (.yaml)
            </Button>
          )}
        </FileButton>
        <Textarea
          label="YAML"
          placeholder={`${of.root}:\n  - name: …`}
          data-autofocus
          minRows={8}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: classes.code }}
          value={yaml}
          onChange={(event) => setYaml(event.currentTarget.value)}
        />
        {problem && (
          <Alert variant="light" color="red" bg="var(--bad-soft)" role="alert" title="Nothing was taken in">
            {problemWords(problem.details, of).map((words) => (
              <div key={words}>{words}</div>
            ))}
          </Alert>
        )}
        <FormButtons
          submit="Import"
          loading={take.isPending}
          disabled={yaml.trim() === ''}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
