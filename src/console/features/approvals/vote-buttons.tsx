import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Approval, ApprovalChoice } from '../../../contract/approvals.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';

/** What is asked before such a vote counts. */
const asked = {
  reject: { title: 'Reject it?', label: 'Why not', submit: 'Reject' },
  changes: { title: 'Request changes', label: 'What is to be changed first', submit: 'Request changes' },
} as const;
type Asking = keyof typeof asked;

const done: Record<ApprovalChoice, string> = {
  approve: 'You have approved it.',
  reject: 'You have rejected it.',
  abstain: 'You have abstained.',
  changes: 'You have asked for changes.',
};

/** The vote of the reader, or of whom they stand for; nothing where they have none. */
export function VoteButtons({ approval }: { approval: Approval }) {
  const me = useMe();
  const { id, fingerprint, votesFor } = approval;
  const [asking, setAsking] = useState<Asking | null>(null);
  const vote = useVerb(api.approvals.vote, {
    onSuccess: (_, { choice }) => {
      setAsking(null);
      showDone(done[choice]);
    },
    onProblem: ({ fields }) => fields.comment !== undefined,
    invalidates: ['/approvals', '/tickets', '/entries', '/portal', '/changes', '/change-meetings'],
  });
  const cast = (choice: ApprovalChoice, comment = '') => vote.mutate({ id, choice, comment, fingerprint });
  if (!votesFor) return null;
  return (
    <Stack gap="xs">
      {votesFor.id !== me.id && (
        <Text size="sm">
          You vote for <bdi>{votesFor.name}</bdi>.
        </Text>
      )}
      <Group gap="xs">
        <Button size="sm" loading={vote.isPending && !asking} onClick={() => cast('approve')}>
          Approve
        </Button>
        <Button size="sm" variant="default" onClick={() => setAsking('reject')}>
          Reject
        </Button>
        <Button size="sm" variant="default" onClick={() => setAsking('changes')}>
          Request changes
        </Button>
        <Button size="sm" variant="subtle" onClick={() => cast('abstain')}>
          Abstain
        </Button>
      </Group>
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking ? asked[asking].title : ''}
        size="sm"
      >
        {asking && (
          <WhyForm
            {...asked[asking]}
            isBusy={vote.isPending}
            onClose={() => setAsking(null)}
            onSubmit={(comment) => cast(asking, comment)}
          />
        )}
      </Modal>
    </Stack>
  );
}

type WhyFormProps = {
  label: string;
  submit: string;
  isBusy: boolean;
  onClose: () => void;
  onSubmit: (comment: string) => void;
};

function WhyForm({ label, submit, isBusy, onClose, onSubmit }: WhyFormProps) {
  const [comment, setComment] = useState('');
  const [error, setError] = useState<string>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (comment.trim() === '') setError('Please say why.');
    else onSubmit(comment);
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <Textarea
          label={label}
          description="Everybody who is asked reads this"
          required
          data-autofocus
          minRows={3}
          maxLength={3000}
          dir="auto"
          error={error}
          value={comment}
          onChange={(event) => {
            setComment(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <FormButtons submit={submit} loading={isBusy} onCancel={onClose} />
      </Stack>
    </form>
  );
}
