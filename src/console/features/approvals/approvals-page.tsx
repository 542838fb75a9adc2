import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { ApprovalBadge } from './approval-badge.tsx';
import classes from './approvals.module.css';
import { VoteButtons } from './vote-buttons.tsx';

/** What one is asked to agree to, and what one has voted on. */
export function ApprovalsPage() {
  const [which, setWhich] = useState<'waiting' | 'voted'>('waiting');
  const pages = useInfiniteQuery(pagesOf(api.approvals.list, { which, limit: 25 }));
  const items = itemsOf(pages.data);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageTitle>My approvals</PageTitle>
        <SegmentedControl
          size="xs"
          aria-label="Which approvals"
          value={which}
          data={[
            { value: 'waiting', label: 'Waiting for me' },
            { value: 'voted', label: 'Voted' },
          ]}
          onChange={(value) => setWhich(value as typeof which)}
        />
      </div>
      {pages.isPending && <Loading rows={3} label="Loading approvals" />}
      {pages.isError && !pages.data && <Failed error={pages.error} retry={pages.refetch} />}
      {pages.isSuccess && items.length === 0 && (
        <Empty title={which === 'waiting' ? 'Nothing waits for you' : 'You have not voted yet'}>
          {which === 'waiting'
            ? 'When somebody needs your approval, it stands here, and the desk writes to you.'
            : 'What you have voted on will stand here.'}
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.cards} aria-label="Approvals">
          {items.map((approval) => (
            <li key={approval.id} className={classes.card}>
              <div className={classes.itemHead}>
                <Link to="/approvals/$id" params={{ id: approval.id }} className={classes.title}>
                  {approval.subject.number} · <bdi>{approval.subject.title}</bdi>
                </Link>
                <ApprovalBadge state={approval.state} />
              </div>
              <p className={classes.facts}>
                <bdi>{approval.policy.name}</bdi> · for <bdi>{approval.subject.requester.name}</bdi> · asked{' '}
                <When at={approval.askedAt} />
              </p>
              <VoteButtons approval={approval} />
            </li>
          ))}
        </ul>
      )}
      <ShowMore pages={pages} />
    </div>
  );
}
