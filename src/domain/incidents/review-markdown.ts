import {
  type IncidentReview,
  ReviewSection,
  reviewSectionWords,
  reviewStateWords,
} from '../../contract/reviews.ts';
import { shown } from '../../lib/text.ts';
import { contained, instant, plain, span } from './markdown.ts';
import { severityInWords } from './severity.ts';
import { ROLE_WORDS } from './states.ts';

/** The whole review as a document in Markdown. */
export function reviewInMarkdown(review: IncidentReview): string {
  const parts = [
    `# ${review.number}: ${plain(shown(review.title))}`,
    list(facts(review)),
    ...(review.people.length > 0 ? ['## Who was there', list(review.people.map(attendance))] : []),
    ...ReviewSection.options.flatMap((name) => section(review, name)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

function facts({
  severity,
  state,
  doneAt,
  doneBy,
  services,
  measures,
  cost,
  beganAt,
  detectedAt,
  resolvedAt,
}: IncidentReview) {
  const done = doneAt ? `, ${instant(doneAt)}${doneBy ? `, by ${plain(doneBy.name)}` : ''}` : '';
  return [
    `Severity: ${severityInWords(severity)}`,
    `Review: ${reviewStateWords[state]}${done}`,
    ...(services.length > 0 ? [`Services: ${services.map(({ name }) => plain(name)).join(', ')}`] : []),
    ...(beganAt ? [`Began: ${instant(beganAt)}`] : []),
    `Detected: ${instant(detectedAt)}`,
    ...(resolvedAt ? [`Resolved: ${instant(resolvedAt)}`] : []),
    ...measures.map(
      ({ name, meaning, seconds }) =>
        `${name}: ${seconds === null ? 'not known' : span(seconds)} (${meaning})`,
    ),
    ...(cost
      ? [
          `Cost: ${cost.amount.toFixed(2)} ${cost.currency} (${cost.people} people, ${cost.minutes} minutes together, ${cost.rate} ${cost.currency} an hour). ${cost.assumptions}`,
        ]
      : []),
  ];
}

const attendance = ({ person, stays }: IncidentReview['people'][number]) =>
  `${plain(person.name)}: ${stays
    .map(
      ({ role, from, until }) =>
        `${ROLE_WORDS[role]} from ${instant(from)}${until ? ` until ${instant(until)}` : ''}`,
    )
    .join('; ')}`;

function section({ sections, followUps }: IncidentReview, name: ReviewSection): string[] {
  const more = name === 'followUps' ? list(followUps.map(followUpInWords)) : '';
  const written = contained(sections[name].trim());
  return [`## ${reviewSectionWords[name]}`, written, more];
}

const followUpInWords = ({ number, title, state, owner, dueAt }: IncidentReview['followUps'][number]) =>
  [
    `${number}: ${plain(shown(title))}`,
    words(state),
    owner ? plain(owner.name) : 'nobody has it',
    ...(dueAt ? [`due ${dueAt.slice(0, 10)}`] : []),
  ].join(' · ');

const words = (state: string) => state.replaceAll('_', ' ');
