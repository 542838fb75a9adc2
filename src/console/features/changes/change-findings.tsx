import type { ReactNode } from 'react';
import type { Finding } from '../../../contract/changes.ts';
import { BadgeMark, ROUND, WARNING } from '../../ui/badge-mark.tsx';
import { severityWords } from './change-words.ts';
import classes from './changes.module.css';

const order = ['block', 'warning', 'info'] as const satisfies Finding['severity'][];

const shapes: Record<Finding['severity'], ReactNode> = {
  block: (
    <>
      {ROUND}
      <path d="m5.2 5.2 3.6 3.6M8.8 5.2 5.2 8.8" />
    </>
  ),
  warning: WARNING,
  info: (
    <>
      {ROUND}
      <path d="M7 6.6v2.8M7 4.6v.1" />
    </>
  ),
};

/** What was found, what is in the way of it first: shape, colour and words. */
export function ChangeFindings({ findings }: { findings: readonly Finding[] }) {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">What is found</h2>
      <ul className={classes.findings}>
        {order.flatMap((severity) =>
          findings
            .filter((one) => one.severity === severity)
            .map(({ kind, words }) => (
              <li key={`${kind} ${words}`} data-severity={severity}>
                <span className={classes.mark}>
                  <BadgeMark>{shapes[severity]}</BadgeMark>
                </span>
                <span>
                  <b>{severityWords[severity]}:</b> <bdi>{words}</bdi>
                </span>
              </li>
            )),
        )}
      </ul>
    </section>
  );
}
