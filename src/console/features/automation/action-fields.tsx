import { Checkbox, Group, NativeSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { priorityWords } from '../../ui/priority.tsx';
import { holdWords } from '../../ui/state-badge.tsx';
import { TemplateField } from '../../ui/template-field.tsx';
import { severityWords } from '../alerts/alert-words.ts';
import { useNames } from '../settings/names.ts';
import { sentence } from '../settings/rule-words.ts';
import settings from '../settings/settings.module.css';
import {
  channelWord,
  kindWords,
  levelOptions,
  linkWords,
  optionsOf,
  resolutionWords,
} from '../ticket/words.ts';
import type { ActionDraft, ActionsForm } from './action-draft.ts';
import { tellWords } from './action-words.ts';
import { useApprovalPolicies, usePagedServices, useWebhooks } from './names.ts';

type ActionFieldsProps = {
  form: ActionsForm;
  /** Somebody applies it, who may be named. */
  inMacro: boolean;
  path: string;
  action: ActionDraft;
};

const unchanged = { value: '', label: 'As it is' };
const links = Object.entries(linkWords).map(([value, { out }]) => ({ value, label: out }));
const channels = ['slack', 'teams', 'web'].map((value) => ({ value, label: sentence(channelWord(value)) }));

/** What each kind of action asks for. */
export function ActionFields({ form, inMacro, path, action }: ActionFieldsProps) {
  const names = useNames();
  const webhooks = useWebhooks();
  const policies = useApprovalPolicies();
  const services = usePagedServices();
  const at = (field: keyof ActionDraft) => form.getInputProps(`${path}.${field}`);
  const tags = (field: 'add' | 'remove') => ({ splitChars: [','], acceptValueOnBlur: true, ...at(field) });
  // Nobody uses a rule, so it names no agent.
  const without = inMacro ? [] : (['agent.name'] as const);
  const text = (field: keyof ActionDraft) => ({ without, ...at(field) });
  switch (action.do) {
    case 'assign':
      return <AssignFields form={form} inMacro={inMacro} path={path} action={action} />;
    case 'move':
      return <Select label="Queue" data={names.queues} searchable {...at('queueId')} />;
    case 'set':
      return <SetFields form={form} path={path} action={action} />;
    case 'tag':
      return (
        <div className={settings.fields}>
          <TagsInput label="Tags to add" {...tags('add')} />
          <TagsInput label="Tags to take away" {...tags('remove')} />
        </div>
      );
    case 'note':
      return <TemplateField label="What agents read" {...text('text')} />;
    case 'reply':
      return <TemplateField label="What the requester reads" {...text('text')} />;
    case 'hold':
      return <NativeSelect label="Why" data={optionsOf(holdWords)} {...at('reason')} />;
    case 'resume':
    case 'close':
      return null;
    case 'resolve':
      return (
        <Stack gap="xs">
          <NativeSelect label="As" data={optionsOf(resolutionWords)} {...at('code')} />
          <TemplateField label="What the requester reads" {...text('text')} />
          <Checkbox
            label="Even if some of its child tickets are open"
            {...form.getInputProps(`${path}.withOpenChildren`, { type: 'checkbox' })}
          />
        </Stack>
      );
    case 'cancel':
      return <TextInput label="Why" placeholder="May be left empty" {...at('reason')} />;
    case 'post':
      return (
        <Stack gap="xs">
          <div className={settings.fields}>
            <NativeSelect label="Channel" data={channels} {...at('channel')} />
            <TextInput label="Conversation" placeholder="The channel’s own id" {...at('conversation')} />
          </div>
          <TemplateField label="What is posted" {...text('text')} />
        </Stack>
      );
    case 'tell':
      return <TellFields form={form} path={path} action={action} />;
    case 'open_child':
      return (
        <Stack gap="xs">
          <TemplateField label="Title" minRows={1} {...text('title')} />
          <TemplateField label="Description" {...text('description')} />
          <div className={settings.fields}>
            <NativeSelect
              label="Kind"
              data={[{ value: '', label: 'As the queue says' }, ...optionsOf(kindWords)]}
              {...at('kind')}
            />
            <Select
              label="Queue"
              data={names.queues}
              placeholder="The same queue"
              clearable
              searchable
              {...at('queueId')}
            />
          </div>
        </Stack>
      );
    case 'link':
      return (
        <div className={settings.fields}>
          <NativeSelect label="As" data={links} {...at('kind')} />
          <TextInput label="Ticket" placeholder="PRB-12" {...at('to')} />
        </div>
      );
    case 'page':
      return (
        <Stack gap="xs">
          <div className={settings.fields}>
            <Select
              label="Service"
              description="By its escalation policy, until somebody answers or takes the ticket"
              data={services}
              searchable
              {...at('serviceId')}
              value={action.serviceId || null}
            />
            <NativeSelect label="Severity" data={optionsOf(severityWords)} {...at('severity')} />
          </div>
          <TemplateField label="What they read" minRows={1} {...text('text')} />
        </Stack>
      );
    case 'ask_approval':
      return (
        <Select
          label="Approval policy"
          description="The rule does not wait: another one goes on once it is decided"
          data={policies}
          searchable
          {...at('policyId')}
          value={action.policyId || null}
        />
      );
    case 'declare':
      return (
        <NativeSelect
          label="Severity"
          description="Once of a ticket; where one is open for the same service, the ticket becomes a part of that"
          data={Object.entries(priorityWords).map(([value, word]) => ({ value, label: `P${value} ${word}` }))}
          {...at('severity')}
        />
      );
    case 'webhook':
      return (
        <Select
          label="Webhook"
          description="It is told of the ticket, whatever it is told of otherwise"
          data={webhooks}
          searchable
          {...at('webhookId')}
          value={action.webhookId || null}
        />
      );
  }
}

function AssignFields({ form, inMacro, path, action }: ActionFieldsProps) {
  const { value: _, onChange: __, ...rest } = form.getInputProps(`${path}.to`);
  const setTo = (to: string) => form.setFieldValue(`${path}.to`, to);
  const isPerson = action.to !== 'nobody' && action.to !== 'me';
  const instead = (label: string, to: string) => (
    <Checkbox
      label={label}
      checked={action.to === to}
      onChange={(event) => setTo(event.currentTarget.checked ? to : '')}
    />
  );
  return (
    <Stack gap="xs">
      {isPerson && (
        <PersonPicker
          label="To"
          agentsOnly
          {...rest}
          value={action.to || null}
          onChange={(id) => setTo(id ?? '')}
        />
      )}
      {inMacro && instead('To whoever applies the macro', 'me')}
      {instead('Put it back to unassigned', 'nobody')}
    </Stack>
  );
}

function SetFields({ form, path, action }: Omit<ActionFieldsProps, 'inMacro'>) {
  const at = (field: keyof ActionDraft) => form.getInputProps(`${path}.${field}`);
  return (
    <Stack gap="xs">
      <div className={settings.fields}>
        <NativeSelect label="Kind" data={[unchanged, ...optionsOf(kindWords)]} {...at('kind')} />
        <NativeSelect label="Impact" data={[unchanged, ...levelOptions]} {...at('impact')} />
        <NativeSelect label="Urgency" data={[unchanged, ...levelOptions]} {...at('urgency')} />
        <TextInput
          label="Category"
          placeholder={action.withoutCategory ? 'None' : 'As it is'}
          disabled={action.withoutCategory}
          {...at('category')}
        />
      </div>
      <Checkbox
        label="Take the category away"
        {...form.getInputProps(`${path}.withoutCategory`, { type: 'checkbox' })}
      />
    </Stack>
  );
}

function TellFields({ form, path, action }: Omit<ActionFieldsProps, 'inMacro'>) {
  const isPart = (who: string) => who in tellWords;
  const setWho = (who: string[]) => form.setFieldValue(`${path}.who`, who);
  return (
    <Stack gap="xs">
      <Checkbox.Group
        label="Whom"
        description="Each in a conversation of their own; only those who may see the ticket"
        value={action.who.filter(isPart)}
        onChange={(parts) => setWho([...parts, ...action.who.filter((who) => !isPart(who))])}
      >
        <Group gap="md" mt={6}>
          {Object.entries(tellWords).map(([value, label]) => (
            <Checkbox key={value} value={value} label={sentence(label)} />
          ))}
        </Group>
      </Checkbox.Group>
      <PeoplePicker
        label="And these people"
        agentsOnly
        data-path={`${path}.who`}
        error={form.errors[`${path}.who`]}
        value={action.who.filter((who) => !isPart(who))}
        onChange={(people) => setWho([...action.who.filter(isPart), ...people])}
      />
      <TemplateField
        label="What they read"
        without={['agent.name']}
        {...form.getInputProps(`${path}.text`)}
      />
    </Stack>
  );
}
