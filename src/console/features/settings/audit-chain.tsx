import { Alert, Button, List, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { AuditReport } from '../../../contract/audit.ts';
import { queryOf } from '../../call.ts';
import { CheckIcon, WarnIcon } from '../../ui/icons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';

/** Checks the chain of hashes from its first entry to its last, and reports. */
export function AuditChain() {
  const [opened, setOpened] = useState(false);
  const report = useQuery({ ...queryOf(api.audit.verify, {}), enabled: opened, staleTime: 0, gcTime: 0 });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        Verify chain
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Chain of the audit">
        {report.isFetching && <Loading rows={3} label="Checking every entry" />}
        {!report.isFetching && report.isError && <Failed error={report.error} retry={report.refetch} />}
        {!report.isFetching && report.data && (
          <Stack gap="md">
            <Report report={report.data} />
            <Button variant="default" onClick={() => void report.refetch()} style={{ alignSelf: 'flex-end' }}>
              Check again
            </Button>
          </Stack>
        )}
      </Modal>
    </>
  );
}

const count = (number: number, one: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : one.replace(/y$/, 'ie').concat('s')}`;

function Report({ report }: { report: AuditReport }) {
  const isWhole = report.faults.length === 0;
  return (
    <Alert
      variant="light"
      bg={isWhole ? 'var(--good-soft)' : 'var(--bad-soft)'}
      color={isWhole ? 'green' : 'red'}
      icon={isWhole ? <CheckIcon /> : <WarnIcon />}
      title={isWhole ? 'The chain is whole' : `${count(report.faults.length, 'fault')} found`}
      role={isWhole ? 'status' : 'alert'}
      styles={{ title: { color: isWhole ? 'var(--good)' : 'var(--bad)' } }}
    >
      <Text size="sm">
        {count(report.sealed, 'entry')} checked. {count(report.unsealed, 'entry')} too new to be sealed.
        {report.erased > 0 && ` The text of ${count(report.erased, 'entry')} was erased.`}
      </Text>
      {!isWhole && (
        <List size="sm" mt="xs">
          {report.faults.map(({ seq, fault }) => (
            <List.Item key={`${seq} ${fault}`}>
              Entry {seq}: {fault}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
