import classes from './priority.module.css';

export const priorityWords: Record<number, string> = {
  1: 'Critical',
  2: 'High',
  3: 'Moderate',
  4: 'Low',
  5: 'Planning',
};

type PriorityProps = {
  value: number;
  /** Only the bars and `P2`; the word is still there for those who listen. */
  short?: boolean;
};

/** P1 to P5: bars by weight, and words, so that colour is never the only sign. */
export function Priority({ value, short = false }: PriorityProps) {
  const word = priorityWords[value] ?? '';
  return (
    <span className={classes.priority} data-value={value} title={short ? word : undefined}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 3.5 + 0.5}
            y={9 - bar * 2.7}
            width="2.4"
            height={4 + bar * 2.7}
            rx="1"
            fill="currentColor"
            opacity={bar < 5 - value ? 1 : 0.22}
          />
        ))}
      </svg>
      P{value}
      <span className={short ? classes.hidden : undefined}>{word}</span>
    </span>
  );
}
