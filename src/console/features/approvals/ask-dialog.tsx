import { Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf, useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';

type AskDialogProps = { opened: boolean; number: string; onClose: () => void };

/** By which policy approval is asked for, and why. */
export function AskDialog({ opened, number, onClose }: AskDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Ask for approval of ${number}`} size="sm">
      <AskForm number={number} onClose={onClose} />
    </Modal>
  );
}

function AskForm({ number, onClose }: Omit<AskDialogProps, 'opened'>) {
  const policies = useQuery(queryOf(api.approvalPolicies.list, {})).data?.items;
  const [policyId, setPolicyId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();
  const ask = useVerb(api.approvals.ask, {
    onSuccess: ({ state }) => {
      showDone(state === 'pending' ? 'They are asked.' : 'It was decided at once, by the policy.');
      onClose();
    },
    onProblem: ({ message }) => {
      setError(message);
      return true;
    },
    invalidates: ['/approvals', '/tickets', '/entries'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!policyId) setError('Please choose a policy.');
    else ask.mutate({ number, policyId, reason });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Select
          label="Policy"
          description="It says who must agree"
          required
          searchable
          data-autofocus
          data={(policies ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          error={error}
          value={policyId}
          onChange={(id) => {
            setPolicyId(id);
            setError(undefined);
          }}
        />
        {policies?.length === 0 && (
          <Text size="sm" c="dimmed">
            There is no policy yet. Admins make them under Settings, Approval policies.
          </Text>
        )}
        <Textarea
          label="Why"
          description="Optional; those who are asked read it"
          minRows={2}
          maxLength={3000}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormButtons submit="Ask" loading={ask.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
