import { Text } from '@mantine/core';
import type { Approval } from '../../../contract/approvals.ts';
import { When } from '../../ui/when.tsx';
import { choiceWords, tallyWords } from './approval-words.ts';
import classes from './approvals.module.css';

/** Where it stands: what was decided, whom it waits for, and who voted how. */
export function ApprovalState({ approval }: { approval: Approval }) {
  const { state, stage, stages, decision, changesWanted, edited, votes } = approval;
  const here = stages[stage];
  return (
    <>
      {decision && (
        <Text size="sm" dir="auto">
          {decision}
        </Text>
      )}
      {edited && (
        <Text size="sm" c="var(--bad)">
          What it was about was edited since.
        </Text>
      )}
      {state === 'pending' && here && (
        <>
          {stages.length > 1 && (
            <Text size="sm" c="dimmed">
              Stage {stage + 1} of {stages.length}
            </Text>
          )}
          <ul className={classes.groups} aria-label="Who must approve">
            {here.groups.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups stay where they are
              <li key={index}>
                <bdi>{group.name}</bdi>: {tallyWords(group)}
              </li>
            ))}
            {here.missing.length > 0 && (
              <li>Not without {here.missing.map(({ name }) => name).join(', ')}</li>
            )}
          </ul>
          {here.waiting.length > 0 && (
            <Text size="sm" c="dimmed">
              Waits for <bdi>{here.waiting.map(({ name }) => name).join(', ')}</bdi>
            </Text>
          )}
          {changesWanted && (
            <Text size="sm">Somebody asked for changes: once it is edited, everybody is asked again.</Text>
          )}
        </>
      )}
      {votes.length > 0 && (
        <ol className={classes.votes} aria-label="Votes">
          {votes.map(({ person, castBy, choice, comment, at, counted, round }) => (
            <li key={`${round} ${person.id} ${at}`} data-void={counted ? undefined : true}>
              <span>
                <bdi>{castBy ? `${castBy.name} for ${person.name}` : person.name}</bdi> {choiceWords[choice]}
                {!counted && (round < approval.round ? ' an earlier text' : ' (not counted)')},{' '}
                <When at={at} />
              </span>
              {comment && <q dir="auto">{comment}</q>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
