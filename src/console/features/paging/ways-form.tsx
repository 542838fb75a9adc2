import { ActionIcon, Button, Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import { PagingRules } from '../../../contract/escalation.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { announce } from '../../ui/announce.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import { showDone } from '../../ui/tell.tsx';
import { viaWords } from '../alerts/alert-words.ts';
import settings from '../settings/settings.module.css';
import classes from './paging.module.css';
import { newWay, type Own, offered, rulesOf, valuesOf, type WaysValues } from './way-values.ts';

/** The contract's limit. */
const MOST = 10;
const KINDS = {
  urgent: { name: 'Urgent', words: 'What is critical or an error.' },
  normal: { name: 'Everything else', words: 'Warnings, and what is good to know.' },
} as const;
type Kind = keyof typeof KINDS;
type Form = Pick<
  ReturnType<typeof useForm<WaysValues>>,
  'errors' | 'getInputProps' | 'getValues' | 'insertListItem' | 'removeListItem' | 'reorderListItem'
>;

/** One's ways, in their order, with the waits between. */
export function WaysForm({ rules, own }: { rules: PagingRules; own: Own }) {
  const { id } = useMe();
  const form = useForm<WaysValues>({ initialValues: valuesOf(rules), validate: problemsOf });
  const save = useVerb(api.paging.put, {
    onSuccess: (saved) => {
      form.setInitialValues(valuesOf(saved));
      form.reset();
      showDone('From now on you are paged like this.');
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => save.mutate({ id, ...rulesOf(values) }))}
      noValidate
      className={classes.form}
    >
      <Ways form={form} kind="urgent" own={own} />
      <Ways form={form} kind="normal" own={own} />
      <BusyButton type="submit" busy={save.isPending}>
        Save
      </BusyButton>
    </form>
  );
}

/** What the contract says of them, at the field that it is about. */
function problemsOf(values: WaysValues): Record<string, string> {
  const parsed = PagingRules.safeParse(rulesOf(values));
  const wrong = parsed.success ? [] : parsed.error.issues;
  return Object.fromEntries(
    wrong.map(({ path, message }) => [
      path.length > 1 ? `${String(path[0])}.${String(path[1])}.wait` : String(path[0]),
      message,
    ]),
  );
}

function Ways({ form, kind, own }: { form: Form; kind: Kind; own: Own }) {
  const adding = useRef<HTMLButtonElement>(null);
  const me = useMe();
  const ways = form.getValues()[kind];
  const { name, words } = KINDS[kind];
  const options = offered(
    me,
    own,
    ways.map(({ via }) => via),
  ).map((via) => ({ value: via, label: viaWords(via) }));
  const move = (from: number, to: number) => {
    form.reorderListItem(kind, { from, to });
    announce(`This way is now number ${to + 1}.`);
  };
  return (
    <fieldset className={settings.group}>
      <legend>{name}</legend>
      <Text size="sm" c="dimmed" mb="xs">
        {words}
      </Text>
      {ways.map(({ key }, index) => {
        const place = `${name.toLowerCase()}, ${index + 1}`;
        return (
          <div key={key} className={classes.way}>
            <NativeSelect
              aria-label={`Way, ${place}`}
              data={options}
              {...form.getInputProps(`${kind}.${index}.via`)}
            />
            <NumberInput
              aria-label={`Minutes to wait before, ${place}`}
              prefix="after "
              suffix=" min"
              min={0}
              max={120}
              allowDecimal={false}
              {...form.getInputProps(`${kind}.${index}.wait`)}
            />
            <Group gap={2} wrap="nowrap">
              <MoveButton
                label={`Move up, ${place}`}
                className={settings.up}
                onMove={index > 0 ? () => move(index, index - 1) : undefined}
              />
              <MoveButton
                label={`Move down, ${place}`}
                onMove={index + 1 < ways.length ? () => move(index, index + 1) : undefined}
              />
              <ActionIcon
                aria-label={`Remove, ${place}`}
                onClick={() => {
                  adding.current?.focus();
                  form.removeListItem(kind, index);
                }}
              >
                <CloseIcon size={16} />
              </ActionIcon>
            </Group>
          </div>
        );
      })}
      {form.errors[kind] && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
          {form.errors[kind]}
        </Text>
      )}
      {ways.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem(kind, newWay('email', ways.length > 0 ? 5 : 0))}
          aria-label={`Add a way, ${name.toLowerCase()}`}
        >
          Add a way
        </Button>
      )}
    </fieldset>
  );
}
