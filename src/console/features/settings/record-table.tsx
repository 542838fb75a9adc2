import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './settings.module.css';

type RecordTableProps = {
  /** The heads of all columns but the last, which has what can be done with a record. */
  columns: readonly string[];
  busy?: boolean;
  /** A row a record. */
  children: ReactNode;
};

/** Records of the desk, below each other. */
export function RecordTable({ columns, busy, children }: RecordTableProps) {
  return (
    <div className={`${classes.panel} ${classes.scroll}`} aria-busy={busy}>
      <Table verticalSpacing="xs" horizontalSpacing="md" className={classes.records}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
            <Table.Th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}
