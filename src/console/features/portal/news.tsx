import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { Failed } from '../../ui/states.tsx';
import type { Answers } from './answers.tsx';
import { Message } from './message.tsx';
import classes from './my-requests.module.css';

/** How many are shown before one asks for the others. */
const FEW = 3;

/** What the desk has told the reader of its own accord: what is due, who was paged, what a rule says. */
export function News({ take }: { take: Answers['take'] }) {
  const [all, setAll] = useState(false);
  const news = useQuery(queryOf(api.portal.news, {}));
  if (news.isError && !news.data) return <Failed error={news.error} retry={news.refetch} />;
  const items = news.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="news" className={classes.section}>
      <div className={classes.head}>
        <h2 id="news">From the desk</h2>
      </div>
      <ol className={classes.news} aria-label="From the desk">
        {items.slice(0, all ? items.length : FEW).map((message) => (
          <li key={message.id}>
            <Message message={message} take={take} />
          </li>
        ))}
      </ol>
      {items.length > FEW && !all && (
        <div>
          <Button variant="subtle" size="compact-sm" color="gray" onClick={() => setAll(true)}>
            Show {items.length - FEW} earlier
          </Button>
        </div>
      )}
    </section>
  );
}
