import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Migration, MigrationKey, MigrationPlan } from '../../../contract/migrations.ts';
import { queryOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { toolNames } from './export-words.ts';
import { KeysOnce } from './keys-once.tsx';
import { PlanTable } from './plan-table.tsx';
import { countWords, stateWords } from './plan-words.ts';

const LOOK_EVERY = 700;

/** One batch: what would be made, what is being made, or what was. */
export function PlanView({ id, onGone }: { id: string; onGone: () => void }) {
  const [keys, setKeys] = useState<MigrationKey[] | null>(null);
  const apply = useVerb(api.migrations.apply, {
    invalidates: ['/migrations', '/people', '/teams', '/schedules', '/escalation-policies', '/services'],
    onSuccess({ keys }: { keys: MigrationKey[] }) {
      showDone('It was applied.');
      if (keys.length > 0) setKeys(keys);
    },
  });
  const undo = useVerb(api.migrations.undo, {
    invalidates: ['/migrations', '/people', '/teams', '/schedules', '/escalation-policies', '/services'],
    onSuccess({ items }: MigrationPlan) {
      const kept = items.filter(({ outcome }) => outcome === 'kept').length;
      showDone(kept === 0 ? 'It was undone.' : `It was undone, but for ${kept} that stay.`);
    },
  });
  const forget = useVerb(api.migrations.remove, { onSuccess: onGone });
  const isWorking = apply.isPending || undo.isPending;
  const batch = useQuery({
    ...queryOf(api.migrations.get, { id }),
    refetchInterval: ({ state: { data } }) => (isWorking || (data && isUnderWay(data)) ? LOOK_EVERY : false),
  });
  if (batch.isPending) return <Loading rows={6} />;
  if (!batch.data) return <Failed error={batch.error} retry={batch.refetch} />;
  const plan = batch.data;
  const name = `${toolNames[plan.tool]}${plan.fileName ? `, ${plan.fileName}` : ''}`;
  const many = plan.items.filter(({ action }) => action === 'make' || action === 'change').length;
  const failed = plan.items.filter(({ outcome }) => outcome === 'failed').length;
  const askToApply = async () => {
    const yes = await confirm({
      title: `Move in from ${toolNames[plan.tool]}?`,
      text: `${countWords(plan.items)}. No mail is sent to anybody. It can be undone as long as nobody has changed or used what was made.`,
      yes: 'Apply',
    });
    if (yes) apply.mutate({ id });
  };
  const askToUndo = async () => {
    const yes = await confirm({
      title: 'Undo this batch?',
      text: 'What it made is removed, as far as nobody has changed or used it since. The list says what stays, and why.',
      yes: 'Undo',
      danger: true,
    });
    if (yes) undo.mutate({ id });
  };
  return (
    <section aria-label={name} style={{ display: 'contents' }}>
      <Group justify="space-between" align="start">
        <div>
          <Text fw={600} component="h2" size="md">
            <bdi>{name}</bdi>
          </Text>
          <Text size="sm" c="dimmed">
            {stateWords[plan.state]}: {countWords(plan.items) || 'nothing'}
          </Text>
        </div>
        <Group gap="xs">
          {plan.state === 'planned' && (
            <Button variant="default" loading={forget.isPending} onClick={() => forget.mutate({ id })}>
              Forget the plan
            </Button>
          )}
          {(plan.state === 'applied' || (plan.state === 'undone' && plan.items.some(isKept))) && (
            <Button variant="default" loading={undo.isPending} onClick={() => void askToUndo()}>
              Undo
            </Button>
          )}
          {(plan.state === 'planned' || plan.state === 'undone' || failed > 0) && (
            <Button loading={apply.isPending} disabled={many === 0} onClick={() => void askToApply()}>
              {plan.state === 'planned' ? 'Apply' : plan.state === 'undone' ? 'Apply again' : 'Try again'}
            </Button>
          )}
        </Group>
      </Group>
      {(isWorking || isUnderWay(plan)) && (
        <ProgressBar label={`Progress of ${name}`} progress={{ done: plan.done, total: plan.total }} />
      )}
      <PlanTable items={plan.items} />
      <KeysOnce keys={keys} onClose={() => setKeys(null)} />
    </section>
  );
}

const isUnderWay = ({ state }: Migration): boolean => state === 'applying' || state === 'undoing';
const isKept = ({ outcome }: MigrationPlan['items'][number]): boolean => outcome === 'kept';
