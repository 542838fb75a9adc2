import { Badge, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { CoverageFinding } from '../../../contract/coverage.ts';
import { useMe } from '../../session.tsx';
import { InfoIcon, WarnIcon } from '../../ui/icons.tsx';
import { spanInWords, wordsOf } from './coverage-words.ts';
import classes from './on-call.module.css';

const MOST = 3;

type FindingListProps = {
  findings: readonly CoverageFinding[];
  timeZone: string;
  /** Whether saving would break it. */
  isNew?: (finding: CoverageFinding) => boolean;
  /** A span as a link to it. */
  linked?: (span: CoverageFinding['spans'][number], words: string) => ReactNode;
};

/** What keeps a schedule from being covered; what is worse first. */
export function FindingList({ findings, timeZone, isNew, linked }: FindingListProps) {
  const { locale } = useMe();
  const rank = ({ severity }: CoverageFinding) => (severity === 'error' ? 0 : 1);
  return (
    <ul className={classes.findings}>
      {[...findings]
        .sort((a, b) => rank(a) - rank(b))
        .map((finding) => (
          <li key={`${finding.kind} ${finding.person?.id}`} data-severity={finding.severity}>
            {finding.severity === 'error' ? <WarnIcon size={16} /> : <InfoIcon size={16} />}
            <div>
              <strong>
                <VisuallyHidden>{finding.severity === 'error' ? 'Error: ' : 'Warning: '}</VisuallyHidden>
                <bdi>{wordsOf(finding)}</bdi>
                {isNew?.(finding) && (
                  <Badge component="span" size="xs" color="orange" variant="light" ml="xs">
                    New
                  </Badge>
                )}
              </strong>
              <Spans finding={finding}>
                {(span) => {
                  const words = spanInWords(span, timeZone, locale);
                  return linked ? linked(span, words) : words;
                }}
              </Spans>
            </div>
          </li>
        ))}
    </ul>
  );
}

type SpansProps = {
  finding: CoverageFinding;
  children: (span: CoverageFinding['spans'][number]) => ReactNode;
};

function Spans({ finding: { spans }, children }: SpansProps) {
  const [isWhole, setWhole] = useState(false);
  const more = spans.length - MOST;
  return (
    <ul>
      {spans.slice(0, isWhole ? undefined : MOST).map((span) => (
        <li key={span.from}>{children(span)}</li>
      ))}
      {more > 0 && !isWhole && (
        <li>
          <button type="button" className={classes.more} onClick={() => setWhole(true)}>
            and {more} more {more === 1 ? 'time' : 'times'}
          </button>
        </li>
      )}
    </ul>
  );
}
