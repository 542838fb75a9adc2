import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import classes from './approvals.module.css';

/** That something waits for one's approval, where one would miss it otherwise; nothing where nothing does. */
export function WaitingApprovals() {
  const { data } = useQuery(queryOf(api.approvals.list, { which: 'waiting', limit: 10 }));
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  const many = data?.next ? 'More than ten things wait' : `${count} things wait`;
  return (
    <Link to="/approvals" className={classes.waiting}>
      {count === 1 && !data?.next ? 'Something waits' : many} for your approval
    </Link>
  );
}
