import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Delegation } from '../../../contract/approvals.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './approvals.module.css';
import { DelegationDialog } from './delegation-dialog.tsx';

/** Who votes for one, and for whom one votes. */
export function DelegationsPage() {
  const me = useMe();
  const delegations = useQuery(queryOf(api.delegations.list, {}));
  const [adding, setAdding] = useState(false);
  const items = delegations.data?.items ?? [];
  const given = items.filter(({ person }) => person.id === me.id);
  const taken = items.filter(({ person }) => person.id !== me.id);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageTitle>Delegations</PageTitle>
        <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)}>
          Have somebody vote for me
        </Button>
      </div>
      <Text size="sm" c="dimmed">
        While somebody votes for you, what waits for your approval is asked of them as well. Their vote is
        shown as one for you, and counts once.
      </Text>
      {delegations.isPending && <Loading rows={3} />}
      {delegations.isError && !delegations.data && (
        <Failed error={delegations.error} retry={delegations.refetch} />
      )}
      {delegations.isSuccess && given.length === 0 && (
        <Empty title="Nobody votes for you">You vote yourself, also while you are away.</Empty>
      )}
      {given.length > 0 && (
        <ul className={classes.cards} aria-label="Who votes for you">
          {given.map((one) => (
            <li key={one.id} className={classes.card}>
              <div className={classes.itemHead}>
                <span className={classes.policy}>
                  <bdi>{one.to.name}</bdi> votes for you
                </span>
                <EndButton delegation={one} />
              </div>
              <Facts delegation={one} />
            </li>
          ))}
        </ul>
      )}
      {taken.length > 0 && (
        <ul className={classes.cards} aria-label="For whom you vote">
          {taken.map((one) => (
            <li key={one.id} className={classes.card}>
              <span className={classes.policy}>
                You vote for <bdi>{one.person.name}</bdi>
              </span>
              <Facts delegation={one} />
            </li>
          ))}
        </ul>
      )}
      <DelegationDialog opened={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

function Facts({ delegation: { from, until, onlyAway, policyIds, active } }: { delegation: Delegation }) {
  return (
    <p className={classes.facts}>
      {active ? 'Now' : 'Not now'} · from <When at={from} exact />
      {until ? (
        <>
          {' '}
          until <When at={until} exact />
        </>
      ) : (
        ' until it is ended'
      )}
      {onlyAway && ' · only while away'}
      {policyIds.length > 0 &&
        ` · of ${policyIds.length === 1 ? 'one policy' : `${policyIds.length} policies`}`}
    </p>
  );
}

function EndButton({ delegation: { id, to } }: { delegation: Delegation }) {
  const end = useVerb(api.delegations.remove);
  const ask = async () => {
    const yes = await confirm({
      title: `Shall ${to.name} vote for you no more?`,
      text: 'What they have voted for you stays.',
      yes: 'End it',
    });
    if (yes) end.mutate({ id });
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={end.isPending}
      onClick={() => void ask()}
      aria-label={`End it: ${to.name}`}
    >
      End it
    </Button>
  );
}
