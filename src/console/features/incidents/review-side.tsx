import { Button, Group, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { IncidentReview } from '../../../contract/reviews.ts';
import { useVerb } from '../../call.ts';
import { durationWords } from '../../ui/duration.ts';
import { When } from '../../ui/when.tsx';
import { instantOf, minuteOf } from '../ticket/minutes.ts';
import { roleWords } from './incident-words.ts';
import classes from './incidents.module.css';
import { useShown } from './use-shown.ts';

/** What was recorded of it: times, people, what was affected. */
export function ReviewSide({ review }: { review: IncidentReview }) {
  const { measures, people, services, children, cost } = review;
  return (
    <>
      <h2>Times</h2>
      <dl className={classes.measures}>
        {measures.map(({ name, meaning, seconds }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{seconds === null ? 'Not known' : secondsWords(seconds)}</dd>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Began review={review} />
      {cost && (
        <>
          <h2>Cost</h2>
          <p>
            <strong>
              {new Intl.NumberFormat('en', { style: 'currency', currency: cost.currency }).format(
                cost.amount,
              )}
            </strong>
            {` · ${cost.people} people, ${durationWords(cost.minutes)} together`}
          </p>
          <p>{cost.assumptions}</p>
        </>
      )}
      <h2>Who was there</h2>
      {people.length === 0 && <p>Nobody had a role.</p>}
      <ul className={classes.people}>
        {people.map(({ person, stays }) => (
          <li key={person.id}>
            <bdi>{person.name}</bdi>
            <span>{[...new Set(stays.map(({ role }) => roleWords[role]))].join(', ')}</span>
          </li>
        ))}
      </ul>
      <h2>Services</h2>
      <p>{services.length > 0 ? services.map(({ name }) => name).join(', ') : 'None is named.'}</p>
      {children.length > 0 && (
        <>
          <h2>Child tickets</h2>
          <ul className={classes.people}>
            {children.map(({ number, title }) => (
              <li key={number}>
                <Link to="/tickets/$number" params={{ number }}>
                  {number}
                </Link>{' '}
                <bdi>{title}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const secondsWords = (seconds: number) =>
  seconds < 60 ? `${seconds} s` : durationWords(Math.round(seconds / 60));

/** When it began: nobody but people knows, and without it nobody knows how long it went unseen. */
function Began({ review: { number, version, beganAt, workable, state } }: { review: IncidentReview }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState('');
  const show = useShown();
  const edit = useVerb(api.reviews.edit, {
    onSuccess: (edited) => {
      show(edited);
      setTyped(null);
    },
    onProblem: (problem) => {
      setWrong(problem.fields.beganAt ?? '');
      return 'beganAt' in problem.fields;
    },
    invalidates: ['/incidents'],
  });
  if (typed === null) {
    return (
      <p>
        Began: {beganAt ? <When at={beganAt} exact /> : 'nobody has said'}{' '}
        {workable && state !== 'done' && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label="Say when it began"
            onClick={() => setTyped(minuteOf(beganAt))}
          >
            {beganAt ? 'Change' : 'Say when'}
          </Button>
        )}
      </p>
    );
  }
  return (
    <>
      <TextInput
        label="When did it begin?"
        type="datetime-local"
        value={typed}
        error={wrong}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
      />
      <Group mt="xs">
        <Button
          size="compact-sm"
          loading={edit.isPending}
          onClick={() => edit.mutate({ number, version, beganAt: instantOf(typed) })}
        >
          Save
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => setTyped(null)}>
          Cancel
        </Button>
      </Group>
    </>
  );
}
