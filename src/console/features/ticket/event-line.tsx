import type { Entry } from '../../../contract/tickets.ts';
import { useMe } from '../../session.tsx';
import { PlainText } from '../../ui/plain-text.tsx';
import { withOwnTimes } from '../../ui/time.ts';
import { When } from '../../ui/when.tsx';
import { eventWords } from './event-words.ts';
import classes from './ticket.module.css';
import { channelWord } from './words.ts';

/** Something that happened, in one line. */
export function EventLine({ entry, before }: { entry: Entry; before: Entry | undefined }) {
  const { locale, timeZone } = useMe();
  const { sentence, quote } = entry.event
    ? eventWords(entry.event, entry.author?.name)
    : { sentence: entry.body, quote: null };
  return (
    <div className={classes.event}>
      <p>
        <bdi className={classes.eventWho}>{entry.author?.name ?? 'Deskbell'}</bdi>{' '}
        <bdi>{withOwnTimes(sentence, locale, timeZone)}</bdi>
        {entry.event?.mergedFrom && ` (${entry.event.mergedFrom}, before it was merged into this)`} ·{' '}
        <span className={classes.eventWhen}>
          <When at={entry.createdAt} />
          {entry.author && ` · ${channelWord(entry.channel)}`}
        </span>
      </p>
      {/* A resolution is mostly told to the requester too, as the reply right before it. */}
      {quote && quote !== before?.body && (
        <blockquote className={classes.quote}>
          <PlainText>{quote}</PlainText>
        </blockquote>
      )}
    </div>
  );
}
