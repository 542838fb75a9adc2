import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ChangeProposal } from '../../../contract/change-templates.ts';
import { queryOf } from '../../call.ts';
import { durationWords } from '../../ui/duration.ts';
import settings from '../settings/settings.module.css';
import { ChangeDialog } from './change-dialog.tsx';
import { type ChangeForm, declining } from './change-forms.ts';
import classes from './changes.module.css';
import { TemplateForm } from './template-form.tsx';

/** Templates that are proposed because changes like them went well; nothing while there are none. */
export function ProposalList() {
  const items = useQuery(queryOf(api.changeTemplates.proposals, {})).data?.items ?? [];
  const [reviewed, setReviewed] = useState<ChangeProposal | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<ChangeForm | null>(null);
  const review = (proposal: ChangeProposal) => {
    setReviewed(proposal);
    setOpen(true);
  };
  return (
    <>
      {items.length > 0 && (
        <section
          aria-labelledby="proposed"
          className={`${settings.panel} ${settings.pad} ${classes.proposals}`}
        >
          <h2 id="proposed">Proposed</h2>
          <ul className={classes.plain}>
            {items.map((proposal) => (
              <li key={proposal.id} className={classes.proposal}>
                <div>
                  <h3>
                    <bdi>{proposal.name}</bdi>
                  </h3>
                  <p className={settings.sentence}>
                    Made of <Numbers numbers={proposal.madeOf} />, which went well. It takes{' '}
                    {durationWords(proposal.content.minutes)}.
                  </p>
                </div>
                {proposal.mayDecide && (
                  <div className={classes.actions}>
                    <Button onClick={() => review(proposal)} aria-label={`Review ${proposal.name}`}>
                      Review …
                    </Button>
                    <Button
                      variant="default"
                      onClick={() => setAsked(declining(proposal))}
                      aria-label={`Decline ${proposal.name}`}
                    >
                      Decline …
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Approve a template"
        size="lg"
        closeOnClickOutside={false}
      >
        {reviewed && <TemplateForm template={null} proposal={reviewed} onDone={() => setOpen(false)} />}
      </Modal>
      <ChangeDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function Numbers({ numbers }: { numbers: string[] }) {
  return numbers.map((number, at) => (
    <span key={number}>
      {at > 0 && ', '}
      <Link to="/changes/$number" params={{ number }}>
        {number}
      </Link>
    </span>
  ));
}
