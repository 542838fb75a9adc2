import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { changeOutcomeWords, systemsFailed, type WholeChange } from '../../../contract/changes.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PlainText } from '../../ui/plain-text.tsx';
import { ChangeActions } from './change-actions.tsx';
import { ChangeBadge, RiskBadge } from './change-badge.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { ChangeFindings } from './change-findings.tsx';
import type { ChangeForm } from './change-forms.ts';
import { ChangeSide } from './change-side.tsx';
import { planParts, typeWords } from './change-words.ts';
import classes from './changes.module.css';
import { Window } from './window.tsx';

/** One change: what is planned, what is found about it, and what may be done with it now. */
export function ChangeView({ change }: { change: WholeChange }) {
  const [asked, setAsked] = useState<ChangeForm | null>(null);
  const { number, title, type, state, risk, findings } = change;
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <header className={classes.head}>
          <PageTitle
            tab={`${number} ${title} · Changes`}
            above={
              <Link to="/changes" search={{}} className={classes.back}>
                <BackIcon size={16} />
                Changes
              </Link>
            }
          >
            {`${number} · ${title}`}
          </PageTitle>
          <div className={classes.badges}>
            <ChangeBadge state={state} />
            <RiskBadge risk={risk} />
            <span>{typeWords[type]} change</span>
          </div>
          <p className={classes.fact}>
            <Window change={change} full />
          </p>
          <ChangeActions change={change} ask={setAsked} />
        </header>
        {findings.length > 0 && <ChangeFindings findings={findings} />}
        <Failures failures={change.failures} />
        <Outcome change={change} />
        <Plan change={change} />
      </div>
      <aside className={classes.side} aria-label="Details">
        <ChangeSide change={change} />
      </aside>
      <ChangeDialog asked={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

function Failures({ failures }: Pick<WholeChange, 'failures'>) {
  if (failures.length === 0) return null;
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">{systemsFailed(failures.length)}</h2>
      <ul className={classes.plain}>
        {failures.map(({ system, ticket, reports }) => (
          <li key={ticket}>
            <Link to="/tickets/$number" params={{ number: ticket }}>
              {ticket}
            </Link>{' '}
            <bdi>{system}</bdi>
            {reports > 1 && `, reported ${reports} times`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outcome({ change: { outcome, outcomeNote, reviewNote } }: { change: WholeChange }) {
  if (!outcome) return null;
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome">How it went</h2>
      <p className={classes.fact}>{changeOutcomeWords[outcome]}</p>
      {outcomeNote && <PlainText>{outcomeNote}</PlainText>}
      {reviewNote && (
        <>
          <h3 className={classes.part}>Review</h3>
          <PlainText>{reviewNote}</PlainText>
        </>
      )}
    </section>
  );
}

function Plan({ change }: { change: WholeChange }) {
  const { description, links } = change;
  return (
    <section aria-labelledby="planned">
      <h2 id="planned">What is planned</h2>
      <PlainText>{description}</PlainText>
      {planParts.map(([field, name]) => (
        <div key={field}>
          <h3 className={classes.part}>{name}</h3>
          {change[field] ? (
            <PlainText>{change[field]}</PlainText>
          ) : (
            <p className={classes.missing}>Not written yet.</p>
          )}
        </div>
      ))}
      {links.length > 0 && (
        <>
          <h3 className={classes.part}>Links</h3>
          <ul className={classes.plain}>
            {links.map(({ text, url }) => (
              <li key={`${url} ${text}`}>
                <a href={url} target="_blank" rel="noopener noreferrer nofollow" title={url}>
                  <bdi>{text}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
