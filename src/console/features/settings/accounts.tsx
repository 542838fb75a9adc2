import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import type { Person } from '../../../contract/people.ts';
import { queryOf, useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { chatNames } from '../../ui/channels.ts';
import { confirm } from '../../ui/confirm.tsx';
import { When } from '../../ui/when.tsx';
import { JoinAccount } from './join-account.tsx';
import classes from './settings.module.css';

type Account = Person['identities'][number];

/** The accounts by which somebody is known in chats. What is done here is done at once. */
export function Accounts({ person: listed }: { person: Person }) {
  const { data: person = listed } = useQuery(queryOf(api.people.get, { id: listed.id }));
  const list = useRef<HTMLUListElement>(null);
  const part = useVerb(api.people.part, {
    onSuccess: (_, { channel, externalId }) => {
      announce(`The ${nameOf(channel)} account ${externalId} is not ${person.name}’s any more.`);
      // Its button goes, and with it the focus.
      list.current?.focus();
    },
    invalidates: ['/people', '/session'],
  });
  const ask = async ({ channel, externalId }: Account) => {
    const chat = nameOf(channel);
    const yes = await confirm({
      title: `Part this ${chat} account from ${person.name}?`,
      text: `What they did with ${externalId} until now stays theirs. Whoever writes with it next is known by the e-mail address that ${chat} vouches for: it becomes the account of the person with that address.`,
      yes: 'Part',
      danger: true,
    });
    if (yes) part.mutate({ id: person.id, channel, externalId });
  };
  return (
    <Stack gap="lg">
      <ul className={classes.accounts} ref={list} tabIndex={-1} aria-label={`Accounts of ${person.name}`}>
        {person.identities.map((account) => (
          <li key={`${account.channel} ${account.externalId}`} className={classes.account}>
            <div className={classes.accountWords}>
              <Text size="sm" fw={550}>
                {nameOf(account.channel)}
              </Text>
              <code className={classes.accountId}>{account.externalId}</code>
              <Text size="xs" c="dimmed">
                since <When at={account.since} exact />
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Part the ${nameOf(account.channel)} account ${account.externalId}`}
              onClick={() => void ask(account)}
            >
              Part
            </Button>
          </li>
        ))}
        {person.identities.length === 0 && (
          <li className={classes.account}>
            <Text size="sm" c="dimmed">
              None yet. Whoever writes from a chat is known by the e-mail address that it vouches for, and
              their account is joined then.
            </Text>
          </li>
        )}
      </ul>
      <JoinAccount person={person} />
    </Stack>
  );
}

const nameOf = (channel: string): string => chatNames[channel] ?? channel;
