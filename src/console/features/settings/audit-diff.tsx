import { Text } from '@mantine/core';
import type { AuditEntry } from '../../../contract/audit.ts';
import classes from './settings.module.css';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inWords = (value: unknown): string => {
  if (value === undefined) return '';
  if (value === null) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
};

/** Before and after by field, and whatever else the entry says. */
export function AuditDiff({ detail }: { detail: AuditEntry['detail'] }) {
  if (detail === null) return <Text size="sm">What it said was erased; its place in the chain is kept.</Text>;
  const { before, after, ...rest } = detail;
  const old = isFields(before) ? before : {};
  const now = isFields(after) ? after : {};
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const more = Object.entries(rest);
  if (changed.length === 0 && more.length === 0) return <Text size="sm">Nothing more is known.</Text>;
  return (
    <>
      {changed.length > 0 && (
        <table className={classes.diff}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changed.map((field) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td dir="auto">{inWords(old[field])}</td>
                <td dir="auto">{inWords(now[field])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more.length > 0 && (
        <table className={classes.diff}>
          <tbody>
            {more.map(([field, value]) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td dir="auto">{inWords(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
