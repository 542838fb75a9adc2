import { Checkbox, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import {
  type ChangeProposal,
  type ChangeTemplate,
  CreateTemplate,
  type TemplateContent,
} from '../../../contract/change-templates.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { levelOptions } from '../ticket/words.ts';
import { planParts } from './change-words.ts';
import { ServicePicker } from './service-picker.tsx';

type Values = {
  name: string;
  content: Omit<TemplateContent, 'impact' | 'minutes'> & { impact: string; minutes: number | string };
};

const fresh: Values['content'] = {
  ...{ title: '', description: '', impact: '3', reason: '', plan: '', testPlan: '', backoutPlan: '' },
  ...{ services: [], minutes: 60, holdsAlerts: false },
};

const madeOf = ({ name, content }: Values) => ({
  name,
  content: {
    ...content,
    impact: Number(content.impact) as TemplateContent['impact'],
    minutes: content.minutes === '' ? Number.NaN : Number(content.minutes),
  },
});

type TemplateFormProps = {
  /** Null: it is a new one. */
  template: ChangeTemplate | null;
  /** Of which the new one is made. */
  proposal?: ChangeProposal;
  onDone: () => void;
};

/** What is agreed to once for all. */
export function TemplateForm({ template, proposal, onDone }: TemplateFormProps) {
  const from = template ?? proposal;
  const form = useForm<Values>({
    initialValues: {
      name: from?.name ?? '',
      content: from ? { ...from.content, impact: String(from.content.impact) } : fresh,
    },
    validate: (values) => checkedBy(CreateTemplate)(madeOf(values)),
  });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: ChangeTemplate) => {
      showDone(proposal ? `${name} is a template now.` : `${name} was ${template ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.changeTemplates.create, options);
  const update = useVerb(api.changeTemplates.update, options);
  const approve = useVerb(api.changeTemplates.approveProposal, {
    ...options,
    invalidates: ['/change-templates'],
  });
  const submit = (values: Values) => {
    if (template) update.mutate({ id: template.id, ...madeOf(values) });
    else if (proposal) approve.mutate({ id: proposal.id, ...madeOf(values) });
    else create.mutate(madeOf(values));
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="Title"
          description="Of each change that is made of it"
          required
          dir="auto"
          {...form.getInputProps('content.title')}
        />
        <Textarea label="Description" required dir="auto" {...form.getInputProps('content.description')} />
        {planParts.map(([field, name]) => (
          <Textarea key={field} label={name} dir="auto" {...form.getInputProps(`content.${field}`)} />
        ))}
        <ServicePicker form={form} path="content.services" />
        <div className={settings.fields}>
          <Select label="Impact" data={levelOptions} {...form.getInputProps('content.impact')} />
          <NumberInput
            label="How long it takes, in minutes"
            min={5}
            max={43_200}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('content.minutes')}
          />
        </div>
        <Checkbox
          label="Alerts page nobody meanwhile"
          description="While it is under way its services are under maintenance"
          {...form.getInputProps('content.holdsAlerts', { type: 'checkbox' })}
        />
        {template && <p className={settings.sentence}>Changes that were made of it stay as they are.</p>}
        <FormButtons
          submit={template ? 'Save' : proposal ? 'Approve' : 'Add'}
          loading={create.isPending || update.isPending || approve.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
