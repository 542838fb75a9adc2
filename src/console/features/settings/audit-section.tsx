import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import { api } from '../../../contract/api.ts';
import type { InputOf } from '../../../contract/endpoint.ts';
import { pagesOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { AuditChain } from './audit-chain.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

const part = z.string().trim().min(1).max(100).optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);

/** What the list is narrowed to, as it stands in the address: other pages link here. */
export const AuditSearch = z.object({
  subjectType: part,
  subjectId: part,
  actorId: part,
  action: part,
  from: day,
  to: day,
});
export type AuditSearch = z.output<typeof AuditSearch>;

function inputOf({ from, to, ...rest }: AuditSearch): InputOf<typeof api.audit.list> {
  const nextDay = to ? new Date(`${to}T00:00:00`) : null;
  nextDay?.setDate(nextDay.getDate() + 1);
  return {
    ...rest,
    after: from ? new Date(`${from}T00:00:00`).toISOString() : undefined,
    before: nextDay?.toISOString(),
  };
}

export function AuditSection() {
  const search = AuditSearch.parse(useLocation({ select: (location) => location.search as unknown }));
  const navigate = useNavigate();
  const entries = useInfiniteQuery(pagesOf(api.audit.list, inputOf(search)));
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (change: AuditSearch) =>
    void navigate({
      to: '/settings/$section',
      params: { section: 'audit' },
      search: { ...search, ...change },
      replace: true,
      resetScroll: false,
    });
  const clear = () => narrow(Object.fromEntries(Object.keys(search).map((key) => [key, undefined])));
  const isNarrowed = Object.values(search).some((value) => value !== undefined);

  return (
    <>
      <SectionHead title="Audit" aside={<AuditChain />}>
        Who did what, newest first. Every entry is sealed into a chain of hashes within a second, so a later
        change or a missing entry shows.
      </SectionHead>
      <AuditFilters search={search} onChange={narrow} onClear={isNarrowed ? clear : undefined} />
      {entries.isPending && <Loading rows={8} />}
      {entries.isError && !entries.data && <Failed error={entries.error} retry={entries.refetch} />}
      {entries.data && items.length === 0 && (
        <Empty
          title={isNarrowed ? 'No entry like that' : 'Nothing has been done yet'}
          action={
            isNarrowed && (
              <Button variant="default" onClick={clear}>
                Clear the filters
              </Button>
            )
          }
        />
      )}
      {items.length > 0 && (
        <ol className={`${classes.panel} ${classes.entries}`}>
          {items.map((entry) => (
            <AuditRow key={entry.id} entry={entry} onNarrow={narrow} />
          ))}
        </ol>
      )}
      <ShowMore pages={entries} />
    </>
  );
}
