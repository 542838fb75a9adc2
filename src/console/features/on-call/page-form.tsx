import { SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { PagePreview } from '../../../contract/pages.ts';
import { queryOf, useVerb } from '../../call.ts';
import { wordsOf } from '../../problem.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { showDone } from '../../ui/tell.tsx';
import { viaWords } from '../alerts/alert-words.ts';
import { useNames } from '../settings/names.ts';
import { atFields, toFirstError } from '../ticket/form.ts';
import classes from './on-call.module.css';

type Values = {
  kind: 'person' | 'team' | 'service';
  id: string | null;
  text: string;
  urgency: 'high' | 'low';
};

/** Pages somebody: says who that reaches before it does. */
export function PageForm({ onDone }: { onDone: () => void }) {
  const navigate = useNavigate();
  const { teams } = useNames();
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const form = useForm<Values>({
    initialValues: { kind: 'person', id: null, text: '', urgency: 'high' },
    validate: {
      id: (id) => (id ? null : 'must be chosen'),
      text: (text) => (text.trim() ? null : 'must say why'),
    },
  });
  const { kind, id, urgency } = form.getValues();
  const preview = useQuery({
    ...queryOf(api.pages.preview, { kind, id: id ?? '', urgency }),
    enabled: id !== null,
    retry: false,
  });
  const page = useVerb(api.pages.create, {
    invalidates: ['/alerts'],
    onProblem: atFields(form),
    onSuccess: ({ target, alertId }) => {
      showDone(`${target.name} is paged.`);
      onDone();
      void navigate({ to: '/alerts/$id', params: { id: alertId } });
    },
  });
  const submit = async ({ text }: Values) => {
    const name = preview.data?.target.name;
    if (!id || !name) return;
    const yes = await confirm({
      title: `Page ${name}?`,
      text:
        urgency === 'high'
          ? 'They are reached at once, also at night.'
          : 'They are paged as for what is not urgent.',
      yes: 'Page now',
    });
    if (yes) page.mutate({ to: { kind, id }, text, urgency });
  };
  const options = {
    team: teams,
    service: services
      .filter(({ archivedAt }) => archivedAt === null)
      .map(({ id, name }) => ({ value: id, label: name })),
  };
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values), toFirstError(form))} noValidate>
      <Stack gap="md">
        <SegmentedControl
          aria-label="Whom to page"
          data={[
            { value: 'person', label: 'A person' },
            { value: 'team', label: 'A team' },
            { value: 'service', label: 'A service' },
          ]}
          value={kind}
          onChange={(next) => form.setValues({ kind: next as Values['kind'], id: null })}
        />
        {kind === 'person' ? (
          <PersonPicker
            label="Person"
            agentsOnly
            required
            value={id}
            onChange={(next) => form.setFieldValue('id', next)}
            error={form.errors.id}
          />
        ) : (
          <Select
            label={kind === 'team' ? 'Team' : 'Service'}
            required
            searchable
            data={options[kind]}
            {...form.getInputProps('id')}
          />
        )}
        <Textarea
          label="Why"
          description="Whoever is paged reads this"
          required
          autosize
          minRows={2}
          maxLength={1_000}
          {...form.getInputProps('text')}
        />
        <SegmentedControl
          aria-label="How urgent it is"
          data={[
            { value: 'high', label: 'Urgent' },
            { value: 'low', label: 'Not urgent' },
          ]}
          value={urgency}
          onChange={(next) => form.setFieldValue('urgency', next as Values['urgency'])}
        />
        {id && preview.data && <Plan preview={preview.data} />}
        {id && preview.isError && (
          <Text size="sm" c="red" role="alert">
            {wordsOf(preview.error)}
          </Text>
        )}
        <FormButtons
          submit="Page…"
          loading={page.isPending}
          disabled={id !== null && !preview.data}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

const MOST = 8;

function Plan({ preview: { plan } }: { preview: PagePreview }) {
  // What comes when all of it begins again is the same.
  const items = plan.items.filter(({ round }) => round === 0);
  return (
    <section aria-label="Who is paged">
      <Text size="sm" fw={550}>
        {items.length > 0 ? 'Paged until somebody answers' : 'Nobody would be paged now'}
      </Text>
      <ul className={classes.items}>
        {items.slice(0, MOST).map(({ at, person, via, minute, conversation }) => (
          <li key={`${at} ${person?.id ?? conversation} ${via}`}>
            <bdi>{person?.name ?? 'A conversation'}</bdi> by {viaWords(via)} ·{' '}
            {minute === 0 ? 'now' : `in ${minute} min`}
          </li>
        ))}
        {items.length > MOST && <li>and {items.length - MOST} more</li>}
      </ul>
      {plan.notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
    </section>
  );
}
