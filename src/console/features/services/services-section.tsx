import { Button, Modal, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Service } from '../../../contract/services.ts';
import { queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useNames } from '../settings/names.ts';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { and } from '../settings/rule-words.ts';
import { SectionHead } from '../settings/section-head.tsx';
import { IntegrationForm } from './integration-form.tsx';
import { KeyOnce, type Opened } from './key-once.tsx';
import { NoiseForm } from './noise-form.tsx';
import { ServiceForm } from './service-form.tsx';
import { ServicePanel } from './service-panel.tsx';

export function ServicesSection() {
  const mayChange = isAdmin(useMe());
  const names = useNames();
  const services = useQuery(queryOf(api.services.list, {}));
  const policies = useQuery(queryOf(api.escalationPolicies.list, {})).data?.items ?? [];
  const [edited, setEdited] = useState<Service | 'new' | null>(null);
  const [integrated, setIntegrated] = useState<Service | null>(null);
  const [quieted, setQuieted] = useState<Service | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [withArchived, setWithArchived] = useState(false);
  const all = services.data?.items ?? [];
  const items = all.filter(({ archivedAt }) => withArchived || archivedAt === null);
  const nameOf = (id: string) => all.find((one) => one.id === id)?.name ?? 'a service that is gone';
  const factsOf = ({ teamId, tier, escalationPolicyId, dependsOn }: Service) => {
    const policy = policies.find(({ id }) => id === escalationPolicyId);
    return [
      `tier ${tier}`,
      names.team(teamId),
      escalationPolicyId ? `pages by “${policy?.name ?? '…'}”` : 'pages nobody',
      ...(dependsOn.length > 0 ? [`depends on ${and.format(dependsOn.map(nameOf))}`] : []),
    ].join(' · ');
  };
  return (
    <>
      <SectionHead
        title="Services"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a service
            </Button>
          )
        }
      >
        What is up or down. Monitoring sends its alerts by an integration of the service; its escalation
        policy says who is paged.
      </SectionHead>
      {services.isPending && <Loading rows={6} />}
      {services.isError && !services.data && <Failed error={services.error} retry={services.refetch} />}
      {all.some(({ archivedAt }) => archivedAt !== null) && (
        <Switch
          label="Show archived services"
          size="sm"
          checked={withArchived}
          onChange={(event) => setWithArchived(event.currentTarget.checked)}
        />
      )}
      {services.data && items.length === 0 && (
        <Empty title="No service yet">Add what is watched, then an integration for what watches it.</Empty>
      )}
      {items.map((service) => (
        <ServicePanel
          key={service.id}
          service={service}
          facts={factsOf(service)}
          changes={
            mayChange
              ? {
                  onEdit: () => setEdited(service),
                  onNoise: () => setQuieted(service),
                  onIntegrate: () => setIntegrated(service),
                }
              : undefined
          }
        />
      ))}
      <RecordDialog edited={edited} what="a service" size="lg" onClose={() => setEdited(null)}>
        {(service) => <ServiceForm service={service} services={all} onDone={() => setEdited(null)} />}
      </RecordDialog>
      <Modal
        opened={integrated !== null}
        onClose={() => setIntegrated(null)}
        title="Add an integration"
        closeOnClickOutside={false}
      >
        {integrated && (
          <IntegrationForm
            services={[integrated]}
            source={null}
            onCancel={() => setIntegrated(null)}
            onAdded={(added) => {
              setIntegrated(null);
              setOpened(added);
            }}
          />
        )}
      </Modal>
      <Modal
        opened={quieted !== null}
        onClose={() => setQuieted(null)}
        title={quieted ? `Noise and tickets of “${quieted.name}”` : ''}
        size="lg"
        closeOnClickOutside={false}
      >
        {quieted && <NoiseForm service={quieted} onDone={() => setQuieted(null)} />}
      </Modal>
      <KeyOnce opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}
