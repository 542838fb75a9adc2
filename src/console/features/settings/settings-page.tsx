import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { isAdmin, isAgent, useMe } from '../../session.tsx';
import { Empty } from '../../ui/states.tsx';
import { NotForYou } from '../../ui/whole-page.tsx';
import { ApprovalPoliciesSection } from '../approvals/policies-section.tsx';
import { AutomationSection } from '../automation/automation-section.tsx';
import { CatalogueSection } from '../catalogue/catalogue-section.tsx';
import { ChangeBoardsSection } from '../changes/boards-section.tsx';
import { FreezesSection } from '../changes/freezes-section.tsx';
import { ChangeSettingsSection } from '../changes/settings-section.tsx';
import { ChangeTemplatesSection } from '../changes/templates-section.tsx';
import { PoliciesSection } from '../escalation/policies-section.tsx';
import { ExportsSection } from '../exports/exports-section.tsx';
import { IncidentSettingsSection } from '../incidents/settings-section.tsx';
import { MacrosSection } from '../macros/macros-section.tsx';
import { MaintenanceSection } from '../maintenance/maintenance-section.tsx';
import { MoveInSection } from '../move-in/move-in-section.tsx';
import { ServicesSection } from '../services/services-section.tsx';
import { StatusPageSection } from '../status-page/status-page-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { CalendarsSection } from './calendars-section.tsx';
import { DeliveriesSection } from './deliveries-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { PrioritySection } from './priority-section.tsx';
import { QueuesSection } from './queues-section.tsx';
import { RecurrencesSection } from './recurrences-section.tsx';
import { RulesSection } from './rules-section.tsx';
import classes from './settings.module.css';
import { SlaSection } from './sla-section.tsx';
import { TeamsSection } from './teams-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';

/** `forAgents`: those who work tickets may open it, too; what they may change there, it knows. */
const sections: Record<string, { name: string; show: () => ReactNode; forAgents?: true }> = {
  people: { name: 'People', show: () => <PeopleSection /> },
  teams: { name: 'Teams', show: () => <TeamsSection /> },
  queues: { name: 'Queues', show: () => <QueuesSection /> },
  rules: { name: 'Routing rules', show: () => <RulesSection /> },
  priority: { name: 'Priority and time', show: () => <PrioritySection /> },
  calendars: { name: 'Calendars', show: () => <CalendarsSection />, forAgents: true },
  sla: { name: 'SLA policies', show: () => <SlaSection />, forAgents: true },
  services: { name: 'Services', show: () => <ServicesSection />, forAgents: true },
  maintenance: { name: 'Maintenance', show: () => <MaintenanceSection />, forAgents: true },
  incidents: { name: 'Major incidents', show: () => <IncidentSettingsSection /> },
  'status-page': { name: 'Status page', show: () => <StatusPageSection /> },
  escalation: { name: 'Escalation policies', show: () => <PoliciesSection />, forAgents: true },
  approvals: { name: 'Approval policies', show: () => <ApprovalPoliciesSection />, forAgents: true },
  changes: { name: 'Changes', show: () => <ChangeSettingsSection />, forAgents: true },
  freezes: { name: 'Freezes', show: () => <FreezesSection />, forAgents: true },
  'change-templates': { name: 'Change templates', show: () => <ChangeTemplatesSection />, forAgents: true },
  'change-boards': { name: 'Change boards', show: () => <ChangeBoardsSection />, forAgents: true },
  catalogue: { name: 'Catalogue', show: () => <CatalogueSection />, forAgents: true },
  recurring: { name: 'Recurring work', show: () => <RecurrencesSection /> },
  automation: { name: 'Automation', show: () => <AutomationSection />, forAgents: true },
  macros: { name: 'Macros', show: () => <MacrosSection />, forAgents: true },
  tokens: { name: 'API tokens', show: () => <TokensSection /> },
  webhooks: { name: 'Webhooks', show: () => <WebhooksSection /> },
  export: { name: 'Export', show: () => <ExportsSection />, forAgents: true },
  deliveries: { name: 'Not delivered', show: () => <DeliveriesSection /> },
  'move-in': { name: 'Move in', show: () => <MoveInSection /> },
  audit: { name: 'Audit', show: () => <AuditSection /> },
};

export function SettingsPage() {
  const me = useMe();
  const mine = Object.entries(sections).filter(
    ([, { forAgents }]) => isAdmin(me) || (forAgents && isAgent(me)),
  );
  const { section = mine[0]?.[0] ?? 'people' } = useParams({ strict: false });
  const shown = sections[section];
  const nav = useRef<HTMLElement>(null);
  // On a phone the sections stand in one line that is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every section that is turned to
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);
  if (shown && !mine.some(([key]) => key === section)) return <NotForYou who="administrators" />;
  return (
    <div className={classes.page}>
      <nav className={classes.sections} aria-label="Settings" ref={nav}>
        {mine.map(([key, { name }]) => (
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
