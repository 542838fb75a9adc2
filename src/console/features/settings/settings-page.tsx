import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Empty } from '../../ui/states.tsx';
import { AuditSection } from './audit-section.tsx';
import { DeliveriesSection } from './deliveries-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { PrioritySection } from './priority-section.tsx';
import { QueuesSection } from './queues-section.tsx';
import { RecurrencesSection } from './recurrences-section.tsx';
import { RulesSection } from './rules-section.tsx';
import classes from './settings.module.css';
import { TeamsSection } from './teams-section.tsx';
import { TokensSection } from './tokens-section.tsx';

const sections: Record<string, { name: string; show: () => ReactNode }> = {
  people: { name: 'People', show: () => <PeopleSection /> },
  teams: { name: 'Teams', show: () => <TeamsSection /> },
  queues: { name: 'Queues', show: () => <QueuesSection /> },
  rules: { name: 'Routing rules', show: () => <RulesSection /> },
  priority: { name: 'Priority and time', show: () => <PrioritySection /> },
  recurring: { name: 'Recurring work', show: () => <RecurrencesSection /> },
  tokens: { name: 'API tokens', show: () => <TokensSection /> },
  deliveries: { name: 'Not delivered', show: () => <DeliveriesSection /> },
  audit: { name: 'Audit', show: () => <AuditSection /> },
};

export function SettingsPage() {
  const { section = 'people' } = useParams({ strict: false });
  const shown = sections[section];
  const nav = useRef<HTMLElement>(null);
  // On a phone the sections stand in one line that is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every section that is turned to
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);
  return (
    <div className={classes.page}>
      <nav className={classes.sections} aria-label="Settings" ref={nav}>
        {Object.entries(sections).map(([key, { name }]) => (
          <Link
            key={key}
            to="/settings/$section"
            params={{ section: key }}
            className={classes.section}
            aria-current={key === section ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className={classes.body} key={section}>
        {shown ? shown.show() : <Empty title="There is no such section">Choose one from the list.</Empty>}
      </div>
    </div>
  );
}
