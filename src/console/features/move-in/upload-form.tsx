import { Alert, Button, FileInput, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { MIGRATION_FILE_LIMIT, type MigrationPlan, MigrationTool } from '../../../contract/migrations.ts';
import { queryOf, useVerb } from '../../call.ts';
import type { ApiProblem } from '../../problem.ts';
import { CopyText } from '../services/copy-text.tsx';
import settings from '../settings/settings.module.css';
import { toolNames, waysToExport } from './export-words.ts';

/** From which tool, how to get its export, and the export itself. */
export function UploadForm({ onPlanned }: { onPlanned: (plan: MigrationPlan) => void }) {
  const teams = useQuery(queryOf(api.teams.list, {}));
  const [tool, setTool] = useState<MigrationTool>('pagerduty');
  const [teamId, setTeamId] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const plan = useVerb(api.migrations.plan, {
    onProblem({ message }: ApiProblem) {
      setProblem(message);
      return true;
    },
    onSuccess(made: MigrationPlan) {
      setFile(null);
      onPlanned(made);
    },
  });
  const send = async () => {
    setProblem(null);
    if (!file) setProblem('Choose the file of the export.');
    else if (file.size > MIGRATION_FILE_LIMIT) setProblem('The file must have at most 10 MB.');
    else plan.mutate({ tool, fileName: file.name, file: await base64Of(file), teamId: teamId || null });
  };
  const { before, commands } = waysToExport[tool];
  return (
    <form
      className={`${settings.panel} ${settings.pad}`}
      aria-label="Read an export"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="md">
        <NativeSelect
          label="From"
          value={tool}
          onChange={(event) => setTool(MigrationTool.parse(event.currentTarget.value))}
          data={MigrationTool.options.map((value) => ({ value, label: toolNames[value] }))}
        />
        <Text size="sm">
          {before} Then run this in a shell with curl, jq and zip; it changes nothing there.
        </Text>
        <CopyText label={`Get the export of ${toolNames[tool]}`} text={commands} />
        <FileInput
          label="Export"
          description="A JSON file or a zip of them, 10 MB at most"
          placeholder="Choose a file"
          accept=".json,.zip,application/json,application/zip"
          value={file}
          onChange={setFile}
          clearable
        />
        <NativeSelect
          label="Team for what is of no team there"
          value={teamId}
          onChange={(event) => setTeamId(event.currentTarget.value)}
          data={[
            { value: '', label: `A team called ${toolNames[tool]}` },
            ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {problem && (
          <Alert variant="light" color="red" bg="var(--bad-soft)" role="alert" title="This cannot be planned">
            {problem}
          </Alert>
        )}
        <Button type="submit" loading={plan.isPending} style={{ alignSelf: 'start' }}>
          Show what would be made
        </Button>
      </Stack>
    </form>
  );
}

function base64Of(file: File): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
  return promise;
}
