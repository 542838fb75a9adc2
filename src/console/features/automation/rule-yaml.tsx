import { Button, Stack, Tabs, Text, Textarea } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { AutomationRule } from '../../../contract/automation.ts';
import { queryOf } from '../../call.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import classes from './automation.module.css';

/** A rule that is there: its form, and the same as YAML. */
export function RuleTabs({ rule, children }: { rule: AutomationRule; children: ReactNode }) {
  const [tab, setTab] = useState<string | null>('form');
  return (
    <Tabs value={tab} onChange={setTab}>
      <Tabs.List mb="md">
        <Tabs.Tab value="form">Form</Tabs.Tab>
        <Tabs.Tab value="yaml">YAML</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="form">{children}</Tabs.Panel>
      <Tabs.Panel value="yaml">{tab === 'yaml' && <RuleYaml rule={rule} />}</Tabs.Panel>
    </Tabs>
  );
}

function RuleYaml({ rule: { id, name, version } }: { rule: AutomationRule }) {
  const found = useQuery(queryOf(api.automations.export, { id }));
  const clipboard = useClipboard({ timeout: 4000 });
  if (found.isPending) return <Loading rows={4} />;
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />;
  const { yaml } = found.data;
  return (
    <Stack gap="sm" align="start">
      <Text size="sm" c="dimmed">
        Version {version}, as it is saved. It can be taken in by Import, here or at another desk: what it
        refers to stands there by name.
      </Text>
      <Textarea
        label={`${name} as YAML`}
        readOnly
        maxRows={24}
        spellCheck={false}
        w="100%"
        classNames={{ input: classes.code }}
        value={yaml}
      />
      <Button
        variant="default"
        size="xs"
        onClick={() => void clipboard.copy(yaml)}
        leftSection={clipboard.copied ? <CheckIcon size={16} /> : undefined}
        aria-live="polite"
      >
        {clipboard.error ? 'Select it and copy' : clipboard.copied ? 'Copied' : 'Copy'}
      </Button>
    </Stack>
  );
}
