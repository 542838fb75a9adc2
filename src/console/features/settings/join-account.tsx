import { Fieldset, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { type Person, PersonRef } from '../../../contract/people.ts';
import { useVerb } from '../../call.ts';
import type { ApiProblem } from '../../problem.ts';
import { announce } from '../../ui/announce.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { chatNames } from '../../ui/channels.ts';
import { confirm } from '../../ui/confirm.tsx';
import { accountHints, accountTyped, type Chat } from './account-ids.ts';
import classes from './settings.module.css';

const chats = Object.entries(chatNames).map(([value, label]) => ({ value, label }));

/** Joins an account to a person. One that somebody else has is moved only once the admin knows of that. */
export function JoinAccount({ person }: { person: Person }) {
  const [chat, setChat] = useState<Chat>('slack');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const join = useVerb(api.people.join, {
    onSuccess: (_, { channel, externalId }) => {
      announce(`The ${chatNames[channel]} account ${externalId} is ${person.name}’s now.`);
      setTyped('');
      field.current?.focus();
    },
    onProblem: (refused, input) => {
      const owner = ownerIn(refused);
      if (owner !== undefined) void ask(input.externalId, owner);
      else if (refused.fields.externalId) setProblem(refused.fields.externalId);
      return owner !== undefined || refused.fields.externalId !== undefined;
    },
    invalidates: ['/people', '/session'],
  });
  const send = (externalId: string, from: string | null) =>
    join.mutate({ id: person.id, channel: chat, externalId, from });
  /** Null: who had it has it no more. */
  const ask = async (externalId: string, owner: PersonRef | null) => {
    if (!owner) return send(externalId, null);
    const yes = await confirm({
      title: `Move this account from ${owner.name} to ${person.name}?`,
      text: `${owner.name} has ${externalId} on ${chatNames[chat]} now. What they did with it until now stays theirs. From now on, whoever writes with it is ${person.name}.`,
      yes: 'Move it',
      danger: true,
    });
    if (yes) send(externalId, owner.id);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (join.isPending) return;
    const account = accountTyped(chat, typed);
    setProblem('problem' in account ? account.problem : undefined);
    if ('problem' in account) return field.current?.focus();
    if (person.identities.some((one) => one.channel === chat && one.externalId === account.externalId)) {
      return setProblem(`is ${person.name}’s already`);
    }
    send(account.externalId, null);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Fieldset legend="Join an account" className={classes.fieldset}>
        <Stack gap="md">
          <NativeSelect
            label="Chat"
            data={chats}
            value={chat}
            onChange={(event) => {
              setChat(event.currentTarget.value as Chat);
              setProblem(undefined);
            }}
          />
          <TextInput
            ref={field}
            label="Account"
            description={accountHints[chat]}
            required
            autoComplete="off"
            spellCheck={false}
            value={typed}
            error={problem}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setProblem(undefined);
            }}
          />
          <Group justify="flex-end">
            <BusyButton type="submit" busy={join.isPending}>
              Join
            </BusyButton>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  );
}

const Taken = z.object({ person: PersonRef.nullable() });

/** Who has the account, if that is why it was not moved. */
function ownerIn({ code, details }: ApiProblem): PersonRef | null | undefined {
  const { data } = Taken.safeParse(code === 'conflict' ? details.data : undefined);
  return data?.person;
}
