import type { Ticket } from '../../../contract/tickets.ts';
import { PlainText } from '../../ui/plain-text.tsx';
import { When } from '../../ui/when.tsx';
import { Fact, Facts, SideSection } from './side-parts.tsx';
import { resolutionWords } from './words.ts';

const stars = ['', 'very bad', 'bad', 'so-so', 'good', 'very good'];

/** How it ended, and what the requester thought of it. */
export function SideOutcome({ ticket }: { ticket: Ticket }) {
  const { resolution, resolutionCode, rating } = ticket;
  const isOver = ticket.state === 'resolved' || ticket.state === 'closed';
  return (
    <>
      {isOver && resolutionCode && (
        <SideSection title={`Outcome: ${resolutionWords[resolutionCode].toLowerCase()}`}>
          {resolution && <PlainText>{resolution}</PlainText>}
        </SideSection>
      )}
      {rating && (
        <SideSection title="Rating">
          <Facts>
            <Fact label="Score">
              <span aria-hidden="true">
                {'★'.repeat(rating.score)}
                {'☆'.repeat(5 - rating.score)}{' '}
              </span>
              {rating.score} of 5, {stars[rating.score]}
            </Fact>
            <Fact label="Given">
              <When at={rating.at} />
            </Fact>
          </Facts>
          {rating.comment && <PlainText>{rating.comment}</PlainText>}
        </SideSection>
      )}
    </>
  );
}
