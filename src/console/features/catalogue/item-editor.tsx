import {
  Checkbox,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type CatalogueItem, CreateItem } from '../../../contract/catalogue.ts';
import type { FormItem } from '../../../contract/catalogue-form.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { useApprovalPolicies } from '../automation/names.ts';
import { useNames } from '../settings/names.ts';
import { sentence } from '../settings/rule-words.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { channelWord, levelOptions, optionsOf } from '../ticket/words.ts';
import classes from './catalogue.module.css';
import { audienceWords } from './catalogue-words.ts';
import type { ItemFormPart } from './item-form-part.ts';
import { fieldsOf, type ItemValues, itemOf, pathOf, valuesOf } from './item-values.ts';
import { Preview } from './preview.tsx';
import { QuestionList } from './question-list.tsx';
import { StepList } from './step-list.tsx';

type ItemEditorProps = { item: CatalogueItem | null; onDone: () => void };

/** All parts of an item, and beside them how its form looks. */
export function ItemEditor({ item, onDone }: ItemEditorProps) {
  const form = useForm<ItemValues>({
    initialValues: valuesOf(item),
    validate: (values) => atPaths(checkedBy(CreateItem)(itemOf(values))),
  });
  const atForm = atFields(form, 'name');
  const options = {
    onProblem: atForm,
    onSuccess: ({ name }: CatalogueItem) => {
      showDone(`${name} was ${item ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.catalogue.create, options);
  const update = useVerb(api.catalogue.update, options);
  const submit = (values: ItemValues) =>
    item ? update.mutate({ id: item.id, ...itemOf(values) }) : create.mutate(itemOf(values));
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <div className={classes.editor}>
        <Stack gap="lg">
          <AboutFields form={form} />
          <QuestionList form={form} />
          <WhoFields form={form} />
          <WorkFields form={form} />
          <StepList form={form} />
          {item && (
            <p className={settings.sentence}>
              What was asked for goes on by the item as it was then. This makes version {item.version + 1}.
            </p>
          )}
        </Stack>
        <Preview item={previewOf(form.getValues())} />
      </div>
      <Stack mt="lg">
        <FormButtons
          submit={item ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

const atPaths = <Words,>(errors: Record<string, Words>): Record<string, Words> =>
  Object.fromEntries(Object.entries(errors).map(([path, words]) => [pathOf(path), words]));

/** The questions without a name yet are told apart by their places. */
const previewOf = (values: ItemValues): FormItem => ({
  ...{ id: '', icon: values.icon, name: values.name || 'New item', description: values.description },
  fields: fieldsOf(values).map((field, index) => ({
    ...field,
    ...{ name: field.name || `_${index}`, label: field.label || '…' },
  })),
  cost: values.amount === '' ? null : { amount: Number(values.amount), currency: values.currency },
  needsApproval: values.approvalPolicyId !== null,
});

type PartProps = { form: ItemFormPart };

function AboutFields({ form }: PartProps) {
  return (
    <Stack gap="sm">
      <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
      <div className={settings.fields}>
        <TextInput label="Icon" description="An emoji" {...form.getInputProps('icon')} />
        <TextInput
          label="Category"
          description="Items of one category stand together"
          {...form.getInputProps('category')}
        />
      </div>
      <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
      <div className={settings.fields}>
        <NumberInput
          label="Cost"
          placeholder="Nothing is said of it"
          min={0}
          decimalScale={2}
          {...form.getInputProps('amount')}
        />
        <TextInput label="Currency" {...form.getInputProps('currency')} />
      </div>
    </Stack>
  );
}

function WhoFields({ form }: PartProps) {
  const { teams } = useNames();
  return (
    <fieldset className={settings.group}>
      <legend>Who may ask for it, and where</legend>
      <Stack gap="sm">
        <div className={settings.fields}>
          <NativeSelect label="Who" data={optionsOf(audienceWords)} {...form.getInputProps('who')} />
          {form.getValues().who === 'teams' && (
            <MultiSelect label="Teams" data={teams} searchable {...form.getInputProps('teamIds')} />
          )}
        </div>
        <Checkbox.Group label="Where" description="None: everywhere" {...form.getInputProps('channels')}>
          <Group gap="md" mt={6}>
            {['slack', 'teams', 'web'].map((channel) => (
              <Checkbox key={channel} value={channel} label={sentence(channelWord(channel))} />
            ))}
          </Group>
        </Checkbox.Group>
      </Stack>
    </fieldset>
  );
}

function WorkFields({ form }: PartProps) {
  const { queues } = useNames();
  const policies = useApprovalPolicies();
  return (
    <fieldset className={settings.group}>
      <legend>The request</legend>
      <Stack gap="sm">
        <div className={settings.fields}>
          <Select label="Queue" required data={queues} searchable {...form.getInputProps('queueId')} />
          <Select
            label="Who must agree"
            placeholder="Nobody"
            data={policies}
            clearable
            searchable
            {...form.getInputProps('approvalPolicyId')}
          />
          <NativeSelect label="Impact" data={levelOptions} {...form.getInputProps('impact')} />
          <NativeSelect label="Urgency" data={levelOptions} {...form.getInputProps('urgency')} />
        </div>
        <TagsInput label="Tags" splitChars={[',']} acceptValueOnBlur {...form.getInputProps('tags')} />
      </Stack>
    </fieldset>
  );
}
