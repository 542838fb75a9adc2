import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { WholeAlert } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { When } from '../../ui/when.tsx';
import { AlertActions } from './alert-actions.tsx';
import { AlertStateBadge, SeverityBadge } from './alert-badge.tsx';
import { AlertPages } from './alert-pages.tsx';
import { AlertSide } from './alert-side.tsx';
import { happened } from './alert-words.ts';
import classes from './alerts.module.css';
import { NextStep } from './next-step.tsx';
import { SilenceButton } from './silence-button.tsx';
import { TicketButton } from './ticket-button.tsx';

/** One alert: what it is, what happened to it, and who was told. */
export function AlertView({ alert }: { alert: WholeAlert }) {
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <header className={classes.head}>
          <PageTitle
            tab={`${alert.summary} · Alerts`}
            above={
              <Link to="/alerts" search={{}} className={classes.back}>
                <BackIcon size={16} />
                Alerts
              </Link>
            }
          >
            {alert.summary}
          </PageTitle>
          <div className={classes.badges}>
            <SeverityBadge severity={alert.severity} />
            <AlertStateBadge state={alert.state} />
            <NextStep alert={alert} />
          </div>
          <AlertActions alert={alert}>
            <SilenceButton alert={alert} />
            <Escalate alert={alert} />
            <TicketButton alert={alert} />
          </AlertActions>
        </header>
        <section aria-labelledby="happened">
          <h2 id="happened">What happened</h2>
          <ol className={classes.events}>
            {alert.events.map((event) => {
              const { who, words } = happened(event, alert.service?.name ?? 'The desk');
              return (
                <li key={event.id}>
                  <bdi className={classes.who}>{who}</bdi> {words} · <When at={event.at} />
                </li>
              );
            })}
          </ol>
        </section>
        <AlertPages pages={alert.pages} />
      </div>
      <aside className={classes.side} aria-label="Details">
        <AlertSide alert={alert} />
      </aside>
    </div>
  );
}

function Escalate({ alert: { id } }: { alert: WholeAlert }) {
  const escalate = useVerb(api.alerts.escalate);
  const ask = async () => {
    const yes = await confirm({
      title: 'Page the next ones now?',
      text: 'The next step of the escalation is taken at once. Whoever has acknowledged the alert does not have it any more.',
      yes: 'Escalate',
    });
    if (yes) escalate.mutate({ id });
  };
  return (
    <Button variant="default" loading={escalate.isPending} onClick={() => void ask()}>
      Escalate
    </Button>
  );
}
