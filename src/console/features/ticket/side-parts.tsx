import type { ReactNode } from 'react';
import classes from './ticket.module.css';

type SideSectionProps = { title: string; action?: ReactNode; children: ReactNode };

export function SideSection({ title, action, children }: SideSectionProps) {
  return (
    <section className={classes.sideSection}>
      <header>
        <h2>{title}</h2>
        {action}
      </header>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.factList}>{children}</dl>;
}

export function Fact({
  label,
  action,
  children,
}: {
  label: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className={classes.factValue}>{children}</span>
        {action}
      </dd>
    </div>
  );
}

type SideButtonProps = { onClick: () => void; children: ReactNode; label?: string; isBusy?: boolean };

/** A quiet word to press. */
export function SideButton({ onClick, children, label, isBusy }: SideButtonProps) {
  return (
    <button
      type="button"
      className={classes.sideButton}
      onClick={onClick}
      aria-label={label}
      disabled={isBusy}
    >
      {children}
    </button>
  );
}
