/** The settings of major incidents as their form holds them: every field present, numbers as they are typed. */
import { IncidentSettings, type RoomSettings } from '../../../contract/settings.ts';
import type { SeverityTree } from '../../../contract/severity.ts';

export type AnswerValues = {
  key: string;
  text: string;
  /** `severity 1`, or `question` with its id. */
  leads: string;
};
export type QuestionValues = { key: string; id: string; text: string; answers: AnswerValues[] };
export type Values = {
  /** Empty: when there is news. */
  updateMinutes: (number | string)[];
  claimMinutes: number | string;
  reviewDays: number | string;
  p1: boolean;
  children: number | string;
  minutes: number | string;
  /** Empty: nothing is reckoned. */
  rate: number | string;
  currency: string;
  stakeholders: { key: string; channel: 'slack' | 'teams'; conversation: string }[];
  /** `0`: none has one. */
  roomSeverity: string;
  /** Empty: where it is declared. */
  roomChannel: '' | 'slack' | 'teams';
  roomConversation: string;
  archiveDays: number | string;
  asks: boolean;
  questions: QuestionValues[];
};

let keys = 0;
const newKey = () => String(++keys);

export const newPlace = (): Values['stakeholders'][number] => ({
  ...{ key: newKey(), channel: 'slack', conversation: '' },
});
export const newAnswer = (text = '', leads = 'severity 3'): AnswerValues => ({ key: newKey(), text, leads });

/** With an id that none of the others has. */
export function newQuestion(others: readonly QuestionValues[]): QuestionValues {
  let number = others.length + 1;
  while (others.some(({ id }) => id === `q${number}`)) number += 1;
  return { key: newKey(), id: `q${number}`, text: '', answers: [newAnswer(), newAnswer()] };
}

export function valuesOf(settings: IncidentSettings): Values {
  const { updateMinutes, claimMinutes, reviewDays, candidates, cost, stakeholders, rooms, severityTree } =
    settings;
  return {
    updateMinutes: updateMinutes.map((minutes) => minutes ?? ''),
    ...{ claimMinutes: claimMinutes ?? '', reviewDays: reviewDays ?? '' },
    ...{ p1: candidates.p1, children: candidates.children ?? '', minutes: candidates.minutes },
    ...{ rate: cost?.rate ?? '', currency: cost?.currency ?? 'EUR' },
    stakeholders: stakeholders.map((place) => ({ key: newKey(), ...place })),
    ...{ roomSeverity: String(rooms.severity), archiveDays: rooms.archiveDays ?? '' },
    ...{ roomChannel: rooms.place?.channel ?? '', roomConversation: rooms.place?.conversation ?? '' },
    asks: severityTree !== null,
    questions: severityTree ? questionsOf(severityTree) : [],
  };
}

export const questionsOf = ({ questions }: SeverityTree): QuestionValues[] =>
  questions.map(({ id, text, answers }) => ({
    ...{ key: newKey(), id, text },
    answers: answers.map(({ text, leads }) =>
      newAnswer(text, 'question' in leads ? `question ${leads.question}` : `severity ${leads.severity}`),
    ),
  }));

const numberOr = (value: number | string) => (value === '' ? null : Number(value));

/** What is sent; not checked yet. */
export function settingsOf(values: Values): IncidentSettings {
  const { updateMinutes, claimMinutes, reviewDays, p1, children, minutes, rate, currency } = values;
  return {
    updateMinutes: updateMinutes.map(numberOr) as unknown as IncidentSettings['updateMinutes'],
    ...{ claimMinutes: numberOr(claimMinutes), reviewDays: numberOr(reviewDays) },
    candidates: { p1, children: numberOr(children), minutes: Number(minutes) },
    cost: rate === '' ? null : { rate: Number(rate), currency: currency.trim().toUpperCase() },
    stakeholders: values.stakeholders.map(({ channel, conversation }) => ({
      ...{ channel, conversation: conversation.trim() },
    })),
    rooms: roomsOf(values),
    severityTree: values.asks
      ? {
          questions: values.questions.map(({ id, text, answers }) => ({
            ...{ id, text },
            answers: answers.map(({ text, leads }) => ({ text, leads: leadsOf(leads) })),
          })),
        }
      : null,
  };
}

const roomsOf = ({ roomSeverity, roomChannel, roomConversation, archiveDays }: Values): RoomSettings => ({
  severity: Number(roomSeverity) as 0,
  place: roomChannel === '' ? null : { channel: roomChannel, conversation: roomConversation.trim() },
  archiveDays: numberOr(archiveDays),
});

function leadsOf(leads: string): SeverityTree['questions'][number]['answers'][number]['leads'] {
  const [to, what = ''] = leads.split(' ');
  return to === 'question' ? { question: what } : { severity: Number(what) as 1 };
}

/** What is wrong, by the form’s own names. */
export function wrongIn(values: Values): Record<string, string> {
  const parsed = IncidentSettings.safeParse(settingsOf(values));
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map(({ path, message }) => [fieldOf(path.join('.')), message]),
  );
}

/** Where the form has the field that the contract calls so. */
export const fieldOf = (path: string): string =>
  path
    .replace(/^severityTree\.?/, '')
    .replace(/^(?:candidates|cost)\./, '')
    .replace(/^rooms\.severity$/, 'roomSeverity')
    .replace(/^rooms\.place.*$/, 'roomConversation')
    .replace(/^rooms\./, '')
    .replace(/(\.answers)$/, '.text')
    .replace(/(\.leads)\..*$/, '$1');

/** Only what was changed, so that two admins do not undo each other’s changes. */
export function changedPart(values: Values, before: IncidentSettings): Partial<IncidentSettings> {
  const wanted = settingsOf(values);
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof IncidentSettings]),
    ),
  );
}
