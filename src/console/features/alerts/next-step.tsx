import { useEffect, useState } from 'react';
import type { WholeAlert } from '../../../contract/alerts.ts';
import { remainingWords } from './alert-words.ts';
import classes from './alerts.module.css';

const TICK_MS = 1_000;

/** When more happens by itself if nobody answers, counting down. */
export function NextStep({ alert: { state, nextStepAt } }: { alert: WholeAlert }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!nextStepAt) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [nextStepAt]);
  if (!nextStepAt || state === 'resolved') return null;
  const left = Date.parse(nextStepAt) - now;
  const what = state === 'acknowledged' ? 'The acknowledgement ends' : 'The next step is due';
  return (
    <span className={classes.next} role="timer">
      {what} {left > 0 ? `in ${remainingWords(left)}` : 'any moment now'}
    </span>
  );
}
