import { Anchor, Text } from '@mantine/core';
import type { AuditEntry } from '../../../contract/audit.ts';
import { When } from '../../ui/when.tsx';
import { channelWord } from '../ticket/words.ts';
import { AuditDiff } from './audit-diff.tsx';
import type { AuditSearch } from './audit-section.tsx';
import classes from './settings.module.css';

type AuditRowProps = { entry: AuditEntry; onNarrow: (change: AuditSearch) => void };

export function AuditRow({ entry, onNarrow }: AuditRowProps) {
  const { actor, subject } = entry;
  return (
    <li>
      <details className={classes.entry}>
        <summary>
          <code className={classes.action}>{entry.action}</code>
          <span className={classes.who}>
            <bdi>{actor.name ?? actor.id ?? actor.kind}</bdi>
            <Text span size="xs" c="dimmed">
              {actor.kind !== 'person' && ` · ${actor.kind}`} · {channelWord(entry.channel)}
            </Text>
          </span>
          <Text span size="xs" c="dimmed" className={classes.at}>
            <When at={entry.at} />
          </Text>
        </summary>
        <div className={classes.entryBody}>
          <AuditDiff detail={entry.detail} />
          <Text size="xs" c="dimmed" mt="xs">
            About {subject.type} <code>{subject.id}</code> ·{' '}
            <Anchor
              component="button"
              type="button"
              size="xs"
              onClick={() => onNarrow({ subjectType: subject.type, subjectId: subject.id })}
            >
              only this {subject.type}
            </Anchor>
          </Text>
          <Text size="xs" c="dimmed">
            <When at={entry.at} exact /> · request <code>{entry.requestId || 'none'}</code> ·{' '}
            {entry.seq === null ? 'not sealed yet' : `number ${entry.seq} in the chain`}
          </Text>
        </div>
      </details>
    </li>
  );
}
