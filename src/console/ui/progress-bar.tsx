import { Progress } from '@mantine/core';
import type { Progress as HowFar } from '../../contract/tickets.ts';
import classes from './progress-bar.module.css';

type ProgressBarProps = { label: string; progress: HowFar };

/** How far something is: a bar, and the same in words. */
export function ProgressBar({ label, progress: { done, total } }: ProgressBarProps) {
  const words = total === 0 ? 'Nothing to do yet' : `${done} of ${total} done`;
  return (
    <div className={classes.progress}>
      <Progress.Root className={classes.bar}>
        <Progress.Section
          value={total === 0 ? 0 : (done / total) * 100}
          // Its own words would be per cent.
          withAria={false}
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
          aria-valuetext={words}
        />
      </Progress.Root>
      <span>{words}</span>
    </div>
  );
}
