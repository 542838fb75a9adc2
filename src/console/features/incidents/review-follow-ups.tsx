import { Button, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { type IncidentReview, OpenFollowUp } from '../../../contract/reviews.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { When } from '../../ui/when.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { instantOf } from '../ticket/minutes.ts';
import classes from './incidents.module.css';
import { useShown } from './use-shown.ts';

/** The tickets that follow from it: whose they are, when they are due, how far they are. */
export function ReviewFollowUps({ review }: { review: IncidentReview }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      {review.followUps.length > 0 && (
        <ul className={classes.followUps} aria-label="Follow-ups">
          {review.followUps.map(({ number, title, state, owner, dueAt, overdue }) => (
            <li key={number}>
              <Link to="/tickets/$number" params={{ number }}>
                {number}
              </Link>{' '}
              <bdi>{title}</bdi>
              <p>
                <StateBadge state={state} holdReason={null} /> <bdi>{owner?.name ?? 'Nobody has it'}</bdi>
                {dueAt && (
                  <span data-overdue={overdue || undefined}>
                    {overdue ? 'overdue since' : 'due'} <When at={dueAt} exact />
                  </span>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      {review.workable && (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.choice}
          onClick={() => setAsking(true)}
        >
          Open a follow-up …
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`What follows from ${review.number}`}
        closeOnClickOutside={false}
      >
        <FollowUpForm number={review.number} onClose={() => setAsking(false)} />
      </Modal>
    </>
  );
}

type Values = { title: string; description: string; ownerId: string | null; dueAt: string };

const inputOf = (number: string, { title, description, ownerId, dueAt }: Values) => ({
  ...{ number, title, ownerId: ownerId ?? '', dueAt: instantOf(dueAt) ?? '' },
  ...(description.trim() === '' ? {} : { description }),
});

function FollowUpForm({ number, onClose }: { number: string; onClose: () => void }) {
  const form = useForm<Values>({
    initialValues: { title: '', description: '', ownerId: null, dueAt: '' },
    validate: (values) => ({
      ...checkedBy(OpenFollowUp)(inputOf(number, values)),
      ...(values.ownerId ? {} : { ownerId: 'must be somebody' }),
      ...(values.dueAt ? {} : { dueAt: 'must be a day' }),
    }),
  });
  const show = useShown();
  const open = useVerb(api.reviews.followUp, {
    onSuccess: (review) => {
      show(review);
      onClose();
    },
    onProblem: atFields(form),
    invalidates: ['/incidents', '/tickets', '/queues'],
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => open.mutate(inputOf(number, values)), toFirstError(form))}
      noValidate
    >
      <Stack gap="md">
        <TextInput
          label="What is to be done?"
          required
          dir="auto"
          data-autofocus
          {...form.getInputProps('title')}
        />
        <Textarea
          label="Description"
          autosize
          minRows={3}
          dir="auto"
          {...form.getInputProps('description')}
        />
        <PersonPicker
          label="Owner"
          description="The ticket is theirs; it stands in the queue of the incident."
          required
          agentsOnly
          value={form.getValues().ownerId}
          onChange={(ownerId) => form.setFieldValue('ownerId', ownerId)}
          error={form.errors.ownerId}
        />
        <TextInput label="Due" type="datetime-local" required {...form.getInputProps('dueAt')} />
        <FormButtons submit="Open the ticket" loading={open.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
