import { Table, Text } from '@mantine/core';
import type { AlertPage } from '../../../contract/alerts.ts';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import { pageStateWords, viaWords } from './alert-words.ts';
import classes from './alerts.module.css';

/** Who was paged, by which way, when, and what became of it. */
export function AlertPages({ pages }: { pages: AlertPage[] }) {
  return (
    <section aria-labelledby="paged">
      <h2 id="paged">Who was paged</h2>
      {pages.length === 0 ? (
        <p className={classes.nobody}>Nobody yet.</p>
      ) : (
        <div className={settings.panel}>
          <Table verticalSpacing="xs" horizontalSpacing="md" className={classes.pages}>
            <Table.Thead>
              <Table.Tr>
                {['Whom', 'By', 'When', 'State'].map((name) => (
                  <Table.Th key={name} scope="col">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pages.map((page) => (
                <PageRow key={page.id} page={page} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}

function PageRow({ page }: { page: AlertPage }) {
  const { person, round, step, via, state, sentAt, deliveredAt, dueAt, error } = page;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{person?.name ?? (via === 'webhook' ? 'A program' : 'A conversation')}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          step {step + 1}
          {round > 0 && `, round ${round + 1}`}
        </Text>
      </Table.Th>
      <Table.Td>{viaWords(via)}</Table.Td>
      <Table.Td>{state !== 'cancelled' && <When at={sentAt ?? dueAt} />}</Table.Td>
      <Table.Td>
        <span className={classes.pageState} data-state={state}>
          {state === 'sent' && deliveredAt ? 'arrived' : pageStateWords[state]}
        </span>
        {error && state !== 'sent' && (
          <Text size="xs" className={classes.error}>
            <bdi>{error}</bdi>
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
