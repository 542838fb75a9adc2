import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { queryOf } from '../../call.ts';
import { When } from '../../ui/when.tsx';
import { RunOutcome, RunState } from '../automation/run-item.tsx';
import { SideSection } from './side-parts.tsx';
import classes from './ticket.module.css';

const MOST = 5;

/** What the desk did to the ticket by itself, and has still to do. */
export function SideRules({ ticket: { number } }: { ticket: Ticket }) {
  const { data } = useQuery(queryOf(api.automations.runs, { ticket: number, limit: MOST }));
  if (!data || data.items.length === 0) return null;
  return (
    <SideSection title="What rules did">
      <ul className={classes.runs}>
        {data.items.map((run) => (
          <li key={run.id}>
            <div className={classes.clockHead}>
              <bdi>{run.rule.name}</bdi>
              <RunState run={run} />
            </div>
            <p className={classes.soft}>
              <When at={run.at} /> · {run.because}
            </p>
            <RunOutcome run={run} />
          </li>
        ))}
      </ul>
      <p className={classes.sideFoot}>
        <Link
          to="/settings/$section"
          params={{ section: 'automation' }}
          search={{ show: 'log', ticket: number }}
        >
          {data.next ? 'All that rules did' : 'In the log'}
        </Link>
      </p>
    </SideSection>
  );
}
