import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Approval } from '../../../contract/approvals.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { isAgent, useMe } from '../../session.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PlainText } from '../../ui/plain-text.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { ApprovalBadge } from './approval-badge.tsx';
import { ApprovalState } from './approval-state.tsx';
import classes from './approvals.module.css';
import { VoteButtons } from './vote-buttons.tsx';

const route = getRouteApi('/shell/approvals/$id');

/** All that is voted on, and the vote. To open it is none. */
export function ApprovalPage() {
  const { id } = route.useParams();
  const approval = useQuery(queryOf(api.approvals.get, { id }));
  if (approval.data) return <Whole approval={approval.data} />;
  if (approval.isPending) return <Loading rows={6} label="Loading the approval" />;
  const isGone = approval.error instanceof ApiProblem && approval.error.missing;
  return (
    <>
      <PageTitle>Approval</PageTitle>
      {isGone ? (
        <Empty title="There is no such approval">Or you are not asked about it.</Empty>
      ) : (
        <Failed error={approval.error} retry={approval.refetch} />
      )}
    </>
  );
}

function Whole({ approval }: { approval: Approval }) {
  const me = useMe();
  const { subject, reason, askedBy } = approval;
  return (
    <article className={classes.page}>
      <Link to="/approvals" className={classes.back}>
        My approvals
      </Link>
      <PageTitle tab={`${subject.number} ${subject.title}`}>{subject.title}</PageTitle>
      <p className={classes.facts}>
        <ApprovalBadge state={approval.state} /> · <bdi>{approval.policy.name}</bdi> ·{' '}
        {isAgent(me) ? (
          <Link to="/tickets/$number" params={{ number: subject.number }}>
            {subject.number}
          </Link>
        ) : (
          subject.number
        )}{' '}
        · for <bdi>{subject.requester.name}</bdi> · asked
        {askedBy && (
          <>
            {' '}
            by <bdi>{askedBy.name}</bdi>
          </>
        )}{' '}
        <When at={approval.askedAt} />
      </p>
      {reason && <q dir="auto">{reason}</q>}
      <section className={classes.subject} aria-label="What is asked for">
        <PlainText>{subject.description}</PlainText>
        <Planned parts={subject.planned} />
      </section>
      <VoteButtons approval={approval} />
      <section className={classes.state} aria-label="Where it stands">
        <ApprovalState approval={approval} />
      </section>
    </article>
  );
}

/** What is planned of a change, part by part. */
function Planned({ parts }: { parts: Approval['subject']['planned'] }) {
  if (parts.length === 0) return null;
  return (
    <dl className={classes.planned}>
      {parts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <PlainText>{value}</PlainText>
          </dd>
        </div>
      ))}
    </dl>
  );
}
