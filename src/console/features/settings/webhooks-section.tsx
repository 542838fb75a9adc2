import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Webhook } from '../../../contract/webhooks.ts';
import { queryOf } from '../../call.ts';
import { PlusIcon, WarnIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { AllowedHosts } from './allowed-hosts.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { RecordTable } from './record-table.tsx';
import { SecretOnce } from './secret-once.tsx';
import { SectionHead } from './section-head.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookLog } from './webhook-log.tsx';
import { ReplayDialog } from './webhook-replay.tsx';
import { WebhookRow } from './webhook-row.tsx';

export function WebhooksSection() {
  const webhooks = useQuery(queryOf(api.webhooks.list, {}));
  const [edited, setEdited] = useState<Webhook | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [replayed, setReplayed] = useState<Webhook | null>(null);
  const items = webhooks.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="Webhooks"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add a webhook
          </Button>
        }
      >
        Addresses that are told what happens to tickets, signed, and in the order in which it happens. What
        does not get through is tried again for 48 hours.
      </SectionHead>
      {items.map((webhook) => webhook.offBecause && <GivenUp key={webhook.id} webhook={webhook} />)}
      {webhooks.isPending && <Loading rows={4} />}
      {webhooks.isError && !webhooks.data && <Failed error={webhooks.error} retry={webhooks.refetch} />}
      {webhooks.data && items.length === 0 && (
        <Empty title="No webhook yet">Nobody is told of anything so far.</Empty>
      )}
      {items.length > 0 && (
        <>
          <RecordTable columns={['Webhook', 'Hears of', 'Health']}>
            {items.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                onEdit={() => setEdited(webhook)}
                onSecret={setSecret}
                onReplay={() => setReplayed(webhook)}
              />
            ))}
          </RecordTable>
          <WebhookLog webhooks={items} />
        </>
      )}
      <AllowedHosts />
      <RecordDialog edited={edited} what="a webhook" size="lg" onClose={() => setEdited(null)}>
        {(webhook) => (
          <WebhookForm
            webhook={webhook}
            onDone={() => setEdited(null)}
            onMade={(made) => {
              setEdited(null);
              setSecret(made);
            }}
          />
        )}
      </RecordDialog>
      <ReplayDialog webhook={replayed} onClose={() => setReplayed(null)} />
      <SecretOnce
        title="The secret of the webhook"
        label="Secret"
        secret={secret}
        warning="This is the only time it is shown. The other side needs it to know that a request comes from here."
        onClose={() => setSecret(null)}
      />
    </>
  );
}

function GivenUp({ webhook: { name, offBecause } }: { webhook: Webhook }) {
  return (
    <Alert
      color="red"
      variant="light"
      bg="var(--bad-soft)"
      icon={<WarnIcon />}
      title={`“${name}” was switched off`}
    >
      {offBecause} Mend what is in the way and send a test. Once it is switched on, what failed can be sent
      again.
    </Alert>
  );
}
