import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Person } from '../../../contract/people.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { exactTime } from '../../ui/time.ts';
import { SecretOnce } from './secret-once.tsx';

/** What an admin can do with a person. */
export function PersonMenu({ person, onEdit }: { person: Person; onEdit: () => void }) {
  const me = useMe();
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const signInLink = useVerb(api.people.signInLink, { onSuccess: setLink, invalidates: [] });
  const endSessions = useVerb(api.people.endSessions, {
    onSuccess: ({ ended }) =>
      showDone(`${person.name} was signed out in ${ended} ${ended === 1 ? 'place' : 'places'}.`),
    invalidates: [],
  });
  const update = useVerb(api.people.update, {
    onSuccess: ({ name, active }) =>
      showDone(active ? `${name} is active again.` : `${name} is deactivated.`),
    invalidates: ['/people', '/teams', '/tokens'],
  });

  const signOut = async () => {
    const yes = await confirm({
      title: `Sign ${person.name} out everywhere?`,
      text: 'All their sessions end at once. They can sign in again with a new link.',
      yes: 'Sign out',
      danger: true,
    });
    if (yes) endSessions.mutate({ id: person.id });
  };
  const deactivate = async () => {
    const yes = await confirm({
      title: `Deactivate ${person.name}?`,
      text: 'Their sessions and API tokens end at once and they cannot sign in. Their tickets stay, and you can activate them again.',
      yes: 'Deactivate',
      danger: true,
    });
    if (yes) update.mutate({ id: person.id, active: false });
  };

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${person.name}`}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>Edit</Menu.Item>
          {person.active && (
            <>
              <Menu.Item onClick={() => signInLink.mutate({ id: person.id })}>Copy sign-in link</Menu.Item>
              <Menu.Divider />
              <Menu.Item onClick={() => void signOut()}>End sessions</Menu.Item>
              <Menu.Item color="var(--bad)" disabled={person.id === me.id} onClick={() => void deactivate()}>
                Deactivate
              </Menu.Item>
            </>
          )}
          {!person.active && (
            <Menu.Item onClick={() => update.mutate({ id: person.id, active: true })}>Activate</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SecretOnce
        title={`Sign-in link for ${person.name}`}
        label="Link"
        secret={link?.url ?? null}
        warning={
          link
            ? `Whoever opens it first is signed in as ${person.name}. It works once, until ${exactTime(link.expiresAt, me.locale, me.timeZone)}.`
            : ''
        }
        onClose={() => setLink(null)}
      />
    </>
  );
}
