import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { RequestedItem } from '../../../contract/catalogue.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { queryOf } from '../../call.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Failed } from '../../ui/states.tsx';
import { SideSection } from '../ticket/side-parts.tsx';
import classes from './catalogue.module.css';
import { stateWords } from './catalogue-words.ts';

type Step = RequestedItem['steps'][number];

/** On the page of who has asked: what for, and how far it is. */
export function Requested({ number }: { number: string }) {
  const found = useQuery(queryOf(api.catalogue.ofTicket, { number }));
  if (found.isError && !found.data) return <Failed error={found.error} retry={found.refetch} />;
  if (!found.data) return null;
  const { icon, name } = found.data.item;
  return (
    <section className={classes.requested} aria-label="What was requested">
      <strong dir="auto">{`${icon} ${name}`.trim()}</strong>
      <About request={found.data} />
    </section>
  );
}

/** The same beside a ticket as agents see it. */
export function SideRequested({ ticket }: { ticket: Ticket }) {
  const { number, isCatalogueRequest } = ticket;
  const found = useQuery({ ...queryOf(api.catalogue.ofTicket, { number }), enabled: isCatalogueRequest });
  if (!isCatalogueRequest) return null;
  return (
    <SideSection title="Requested">
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && (
        <div className={classes.side}>
          <span dir="auto">{`${found.data.item.icon} ${found.data.item.name}`.trim()}</span>
          <About request={found.data} />
        </div>
      )}
    </SideSection>
  );
}

function About({ request }: { request: RequestedItem }) {
  const { number, state, answers, steps } = request;
  const done = steps.filter((step) => step.done).length;
  const current = Math.min(...steps.filter((step) => !step.done).map(({ stage }) => stage));
  return (
    <>
      <span className={classes.state} data-state={state}>
        {stateWords[state]}
      </span>
      {answers.length > 0 && (
        <dl className={classes.answers}>
          {answers.map(({ label, value }) => (
            <div key={label}>
              <dt dir="auto">{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {steps.length > 0 && (
        <>
          <ProgressBar label={`How far ${number} is`} progress={{ done, total: steps.length }} />
          <ol className={classes.steps} aria-label="Steps">
            {steps.map((step, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a request stay where they are
              <li key={position}>
                <StepLine step={step} isCurrent={state === 'fulfilling' && step.stage === current} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function StepLine({ step: { title, number, done }, isCurrent }: { step: Step; isCurrent: boolean }) {
  return (
    <>
      <span className={classes.tick} data-done={done || undefined}>
        {done && <CheckIcon size={12} />}
      </span>
      <span className={classes.stepWords}>
        <bdi>{title}</bdi>
        <span className={classes.soft}>
          {done ? 'done' : isCurrent ? 'under way' : 'not begun'}
          {number && (
            <>
              {' · '}
              <Link to="/tickets/$number" params={{ number }} className={classes.stepLink}>
                {number}
              </Link>
            </>
          )}
        </span>
      </span>
    </>
  );
}
