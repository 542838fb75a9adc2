import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { WholeChange } from '../../../contract/changes.ts';
import { queryOf } from '../../call.ts';
import { When } from '../../ui/when.tsx';
import { ApprovalBadge } from '../approvals/approval-badge.tsx';
import { levelWords } from '../ticket/words.ts';
import { riskWords } from './change-words.ts';
import classes from './changes.module.css';

/** Who has to do with it, what decided its risk, and who agrees to it. */
export function ChangeSide({ change }: { change: WholeChange }) {
  const { number, implementer, requester, services, impact, template, holdsAlerts, score } = change;
  const { startedAt, endedAt, approvals, caused } = change;
  const facts = [
    ['Carried out by', implementer ? <bdi key="who">{implementer.name}</bdi> : 'Nobody yet'],
    ['Asked for by', <bdi key="who">{requester.name}</bdi>],
    ['Impact', levelWords[impact]],
    ['Template', template && <bdi key="what">{template.name}</bdi>],
    ['Alerts', holdsAlerts && 'Page nobody meanwhile'],
    ['Started', startedAt && <When key="at" at={startedAt} exact />],
    ['Finished', endedAt && <When key="at" at={endedAt} exact />],
  ] as const;
  return (
    <>
      <h2>Facts</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <h2>Services</h2>
      <p>{services.length > 0 ? services.map(({ name }) => name).join(', ') : 'None is named.'}</p>
      <h2>{riskWords[change.risk]}</h2>
      <p>{change.riskBecause}.</p>
      <Answers answers={change.answers} />
      <h2>Approvals</h2>
      {approvals.length === 0 && <p>Nobody was asked by a policy.</p>}
      <ul className={classes.plain}>
        {approvals.map(({ id, policy, state, decision }) => (
          <li key={id}>
            <Link to="/approvals/$id" params={{ id }}>
              <bdi>{policy}</bdi>
            </Link>{' '}
            <ApprovalBadge state={state} />
            {decision && <p dir="auto">{decision}</p>}
          </li>
        ))}
      </ul>
      {caused.length > 0 && (
        <>
          <h2>Caused</h2>
          <ul className={classes.plain}>
            {caused.map((ticket) => (
              <li key={ticket.number}>
                <Link to="/tickets/$number" params={{ number: ticket.number }}>
                  {ticket.number}
                </Link>{' '}
                <bdi>{ticket.title}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Changes of this team</h2>
      <p>{scoreWords(score)}</p>
      <h2>Ticket</h2>
      <p>
        <Link to="/tickets/$number" params={{ number }}>
          {number}
        </Link>
        , with its timeline
      </p>
    </>
  );
}

function scoreWords(score: WholeChange['score']): string {
  if (!score) return 'None has been carried out in the last half year.';
  const many = score.changes === 1 ? 'one change' : `${score.changes} changes`;
  const points = Math.abs(score.points) === 1 ? 'point' : 'points';
  return `${String(score.points).replace('-', '−')} ${points} from ${many} in the last half year.`;
}

/** The answers by which it was weighed, to questions that are still asked. */
function Answers({ answers }: { answers: WholeChange['answers'] }) {
  const settings = useQuery(queryOf(api.settings.get, {}));
  const given = (settings.data?.changes.risk.questions ?? []).map(({ id, text, answers: all }) => ({
    ...{ id, text },
    answer: all[answers[id] ?? -1]?.text ?? 'not answered',
  }));
  if (given.length === 0) return null;
  return (
    <ul className={classes.plain}>
      {given.map(({ id, text, answer }) => (
        <li key={id}>
          <span>{text}</span> {answer}
        </li>
      ))}
    </ul>
  );
}
