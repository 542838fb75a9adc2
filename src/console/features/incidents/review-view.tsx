import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { type IncidentReview, ReviewSection, reviewStateWords } from '../../../contract/reviews.ts';
import { API, useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Priority } from '../../ui/priority.tsx';
import { When } from '../../ui/when.tsx';
import { ReviewBadge } from './incident-badge.tsx';
import classes from './incidents.module.css';
import { ReviewFollowUps } from './review-follow-ups.tsx';
import { ReviewSectionView } from './review-section.tsx';
import { ReviewSide } from './review-side.tsx';
import { useShown } from './use-shown.ts';

/** A review: what people wrote, and beside it what was recorded. */
export function ReviewView({ review }: { review: IncidentReview }) {
  const { number, title, severity, state, holds, doneAt, doneBy, editedAt, editedBy } = review;
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <header className={classes.head}>
          <PageTitle
            tab={`${number} review · Major incidents`}
            above={
              <Link to="/incidents/$number" params={{ number }} className={classes.back}>
                <BackIcon size={16} />
                {number}
              </Link>
            }
          >
            {`Review of ${number} · ${title}`}
          </PageTitle>
          <div className={classes.badges}>
            <Priority value={severity} />
            <ReviewBadge state={state} />
            {doneAt ? (
              <span>
                <When at={doneAt} />{' '}
                {doneBy && (
                  <>
                    by <bdi>{doneBy.name}</bdi>
                  </>
                )}
              </span>
            ) : editedAt ? (
              <span>
                edited <When at={editedAt} />{' '}
                {editedBy && (
                  <>
                    by <bdi>{editedBy.name}</bdi>
                  </>
                )}
              </span>
            ) : (
              <span>as it was drafted</span>
            )}
          </div>
          {holds && (
            <p className={classes.reason}>{number} is not closed before its review is done: it was a P1.</p>
          )}
          <ReviewActions review={review} />
        </header>
        {ReviewSection.options.map((name) => (
          <ReviewSectionView key={name} name={name} review={review}>
            {name === 'followUps' && <ReviewFollowUps review={review} />}
          </ReviewSectionView>
        ))}
      </div>
      <aside className={classes.side} aria-label="Details">
        <ReviewSide review={review} />
      </aside>
    </div>
  );
}

function ReviewActions({ review: { number, version, state, workable } }: { review: IncidentReview }) {
  const show = useShown();
  const move = useVerb(api.reviews.move, {
    onSuccess: (moved) => {
      show(moved);
      announce(`The review is ${reviewStateWords[moved.state].toLowerCase()} now.`);
    },
    invalidates: ['/incidents'],
  });
  const go = (state: IncidentReview['state']) => move.mutate({ number, version, state });
  return (
    <div className={classes.actions}>
      {workable && state !== 'done' && (
        <Button
          variant={state === 'in_review' ? 'filled' : 'default'}
          loading={move.isPending}
          onClick={() => go('done')}
        >
          Mark as done
        </Button>
      )}
      {workable && state === 'draft' && (
        <Button loading={move.isPending} onClick={() => go('in_review')}>
          Send to review
        </Button>
      )}
      {workable && state !== 'draft' && (
        <Button variant="default" loading={move.isPending} onClick={() => go('draft')}>
          Take it up again
        </Button>
      )}
      <Button
        component="a"
        variant="default"
        href={`${API}/incidents/${number}/review.md`}
        download={`${number} review.md`}
      >
        Download Markdown
      </Button>
    </div>
  );
}
