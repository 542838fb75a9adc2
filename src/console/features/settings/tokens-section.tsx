import { Badge, Button, Group, Modal, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ApiToken } from '../../../contract/tokens.ts';
import { queryOf, useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import { RecordTable } from './record-table.tsx';
import { SecretOnce } from './secret-once.tsx';
import { SectionHead } from './section-head.tsx';
import { TokenForm } from './token-form.tsx';

export function TokensSection() {
  const tokens = useQuery(queryOf(api.tokens.list, {}));
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const items = tokens.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="API tokens"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)}>
            Make a token
          </Button>
        }
      >
        A program that holds a token acts as its person, within its scopes. Everything it does is in the
        audit.
      </SectionHead>
      {tokens.isPending && <Loading rows={4} />}
      {tokens.isError && !tokens.data && <Failed error={tokens.error} retry={tokens.refetch} />}
      {tokens.data && items.length === 0 && <Empty title="No token yet">Nothing uses the API so far.</Empty>}
      {items.length > 0 && (
        <RecordTable columns={['Token', 'Acts as', 'Last used', 'Ends']}>
          {items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </RecordTable>
      )}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Make a token">
        <TokenForm
          onCancel={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setSecret(made);
          }}
        />
      </Modal>
      <SecretOnce
        title="Your new token"
        label="Token"
        secret={secret}
        warning="This is the only time it is shown. Keep it where secrets are kept."
        onClose={() => setSecret(null)}
      />
    </>
  );
}

function TokenRow({ token }: { token: ApiToken }) {
  const revoke = useVerb(api.tokens.revoke, { onSuccess: () => showDone(`${token.name} was revoked.`) });
  const isOver =
    token.revokedAt !== null || (token.expiresAt !== null && Date.parse(token.expiresAt) < Date.now());
  const ask = async () => {
    const yes = await confirm({
      title: `Revoke “${token.name}”?`,
      text: 'Programs that use it are refused at once. This cannot be undone.',
      yes: 'Revoke',
      danger: true,
    });
    if (yes) revoke.mutate({ id: token.id });
  };
  return (
    <Table.Tr c={isOver ? 'dimmed' : undefined}>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{token.name}</bdi>
        </Text>
        <Group gap={4} mt={2}>
          {token.scopes.map((scope) => (
            <Badge key={scope} size="sm" variant="default" radius="sm" tt="none" fw={500}>
              {scope}
            </Badge>
          ))}
        </Group>
      </Table.Th>
      <Table.Td data-label="Acts as">
        <bdi>{token.person.name}</bdi>
      </Table.Td>
      <Table.Td data-label="Last used">
        {token.lastUsedAt ? <When at={token.lastUsedAt} /> : 'never'}
      </Table.Td>
      <Table.Td data-label="Ends">
        {token.revokedAt ? (
          <>
            revoked <When at={token.revokedAt} />
          </>
        ) : token.expiresAt ? (
          <When at={token.expiresAt} />
        ) : (
          'never'
        )}
      </Table.Td>
      <Table.Td ta="right">
        {!token.revokedAt && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            c="var(--mantine-color-error)"
            aria-label={`Revoke ${token.name}`}
            onClick={() => void ask()}
          >
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
