import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { call } from '../../call.ts';
import { useIntents } from '../../intent.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { Composer, type Outgoing } from '../../ui/composer.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { showProblem } from '../../ui/tell.tsx';
import { WaitingApprovals } from '../approvals/waiting-approvals.tsx';
import { CatalogueLink } from '../catalogue/catalogue-link.tsx';
import { useAnswer } from './answers.tsx';
import classes from './home-page.module.css';
import { MyRequests } from './my-requests.tsx';
import { News } from './news.tsx';

/** Where a request begins: say it in one's own words, or in a form. */
export function HomePage() {
  const navigate = useNavigate();
  const open = (number: string) => void navigate({ to: '/requests/$number', params: { number } });
  const answers = useAnswer({ onTicket: open });

  const send = async (message: Outgoing) => {
    answers.clear();
    const { ticket, answer } = await call(api.portal.send, message);
    answers.take(answer);
    if (ticket) open(ticket);
    return answer.type === 'refused' ? 'keep' : undefined;
  };
  return (
    <div className={classes.page}>
      <div className={classes.ask}>
        <PageTitle tab="My requests">What do you need help with?</PageTitle>
        <p className={classes.lead}>
          Write it as you would to a colleague. It becomes a request, and the answers come back here.
        </p>
        <Composer
          label="What do you need help with?"
          placeholder="My laptop does not find the printer on the second floor …"
          draftKey="home"
          minRows={4}
          send={send}
          tools={<FormButton take={answers.take} />}
        />
        {answers.view}
      </div>
      <CatalogueLink />
      <WaitingApprovals />
      <News take={answers.take} />
      <MyRequests />
    </div>
  );
}

function FormButton({ take }: Pick<ReturnType<typeof useAnswer>, 'take'>) {
  const intents = useIntents();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const text = 'new';
      const { answer } = await intents.once(text, (delivery) => call(api.portal.open, { delivery, text }));
      take(answer);
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <BusyButton variant="subtle" size="compact-sm" color="gray" busy={busy} onClick={() => void open()}>
      Use the form
    </BusyButton>
  );
}
