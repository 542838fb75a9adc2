import { Button, Group, SegmentedControl } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { AutomationRule } from '../../../contract/automation.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { AutomationForm } from './automation-form.tsx';
import { ExportButton } from './export-button.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { RuleList } from './rule-list.tsx';
import { RuleTabs } from './rule-yaml.tsx';
import { LogSearch, RunLog } from './run-log.tsx';

/** What the desk does by itself: the rules, and the log of what they did. */
export function AutomationSection() {
  const mayChange = isAdmin(useMe());
  const search = LogSearch.parse(useLocation({ select: (location) => location.search as unknown }));
  const navigate = useNavigate();
  const [edited, setEdited] = useState<AutomationRule | 'new' | null>(null);
  const [isImporting, setImporting] = useState(false);
  const close = () => setEdited(null);
  const turnTo = (next: LogSearch) =>
    void navigate({
      to: '/settings/$section',
      params: { section: 'automation' },
      search: next,
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <SectionHead
        title="Automation"
        aside={
          mayChange && (
            <Group gap="xs">
              <ExportButton endpoint={api.automations.export} file="deskbell-automation.yaml" />
              <Button variant="default" onClick={() => setImporting(true)}>
                Import
              </Button>
              <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
                Add a rule
              </Button>
            </Group>
          )
        }
      >
        What the desk does by itself when something happens to a ticket. All rules that hold act, from top to
        bottom, each on what the one before has left.
      </SectionHead>
      <SegmentedControl
        aria-label="Show"
        size="xs"
        style={{ alignSelf: 'start' }}
        data={[
          { value: 'rules', label: 'Rules' },
          { value: 'log', label: 'What they did' },
        ]}
        value={search.show ?? 'rules'}
        onChange={(show) => turnTo(show === 'log' ? { show } : {})}
      />
      {search.show === 'log' ? (
        <RunLog search={search} onChange={turnTo} />
      ) : (
        <RuleList onEdit={mayChange ? setEdited : undefined} />
      )}
      <RecordDialog edited={edited} what="a rule" size="xl" onClose={close}>
        {(rule) =>
          rule ? (
            <RuleTabs rule={rule}>
              <AutomationForm rule={rule} onDone={close} />
            </RuleTabs>
          ) : (
            <AutomationForm rule={null} onDone={close} />
          )
        }
      </RecordDialog>
      <ImportDialog
        opened={isImporting}
        onClose={() => setImporting(false)}
        endpoint={api.automations.import}
        of={{ root: 'automations', one: 'Rule', many: 'Rules' }}
      />
    </>
  );
}
