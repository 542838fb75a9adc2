import { Anchor, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { Failed, Loading } from '../../ui/states.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { StatusPageForm } from './status-page-form.tsx';
import { Subscribers } from './subscribers.tsx';

export function StatusPageSection() {
  const settings = useQuery(queryOf(api.settings.get, {}));
  const services = useQuery(queryOf(api.services.list, {}));
  const isPublic = settings.data?.statusPage.public;
  return (
    <>
      <SectionHead title="Status page">
        How services are, what is being done and what is planned: for whoever is signed in and, if you want,
        for everybody. The public page shows the names that you give here, and what was written for it.
      </SectionHead>
      <Group gap="lg">
        <Anchor href="/status/internal" target="_blank" size="sm">
          The internal page
        </Anchor>
        {isPublic && (
          <Anchor href="/status" target="_blank" size="sm">
            The public page
          </Anchor>
        )}
      </Group>
      {(settings.isPending || services.isPending) && <Loading rows={6} />}
      {settings.isError && <Failed error={settings.error} retry={settings.refetch} />}
      {services.isError && <Failed error={services.error} retry={services.refetch} />}
      {settings.data && services.data && (
        <StatusPageForm settings={settings.data.statusPage} services={services.data.items} />
      )}
      <Subscribers />
    </>
  );
}
