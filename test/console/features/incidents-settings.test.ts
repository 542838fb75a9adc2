import { describe, expect, it } from 'vitest';
import {
  changedPart,
  settingsOf,
  valuesOf,
  wrongIn,
} from '../../../src/console/features/incidents/settings-values.ts';
import type { IncidentSettings } from '../../../src/contract/settings.ts';
import { DEFAULT_SEVERITY_TREE } from '../../../src/contract/severity.ts';

const saved: IncidentSettings = {
  ...{ updateMinutes: [30, 60, null, null, null], claimMinutes: 10, reviewDays: null },
  stakeholders: [{ channel: 'slack', conversation: 'C1' }],
  ...{ severityTree: DEFAULT_SEVERITY_TREE, cost: { rate: 80.5, currency: 'EUR' } },
  candidates: { p1: true, children: null, minutes: 60 },
  rooms: { severity: 2, place: null, archiveDays: 14 },
};

describe('the form of the settings', () => {
  it('sends what it was given, and of that nothing as changed', () => {
    expect(settingsOf(valuesOf(saved))).toEqual(saved);
    const place = { channel: 'teams', conversation: '19:a@thread.tacv2' } as const;
    const rooms = { severity: 0, place, archiveDays: null } as const;
    const none: IncidentSettings = { ...saved, severityTree: null, cost: null, rooms };
    expect(settingsOf(valuesOf(none))).toEqual(none);
    expect(changedPart(valuesOf(saved), saved)).toEqual({});
    expect(changedPart({ ...valuesOf(saved), reviewDays: 5 }, saved)).toEqual({ reviewDays: 5 });
    expect(changedPart({ ...valuesOf(saved), archiveDays: '' }, saved)).toEqual({
      rooms: { ...saved.rooms, archiveDays: null },
    });
  });

  it('says what is wrong at its own fields', () => {
    const values = valuesOf(saved);
    const [first, ...more] = values.questions;
    if (!first) throw new Error('there are no questions');
    first.answers[0] = { key: 'x', text: ' ', leads: 'question gone' };
    const wrong = wrongIn({ ...values, questions: [first, ...more], rate: -1, children: 1, minutes: '' });
    expect(Object.keys(wrong).toSorted()).toEqual([
      ...['children', 'minutes', 'questions.0.answers.0.leads', 'questions.0.answers.0.text'],
      ...['questions.1.text', 'rate'],
    ]);
    first.answers[0] = { key: 'x', text: 'No', leads: 'question gone' };
    expect(wrongIn({ ...values, questions: [first, ...more] })).toMatchObject({
      'questions.0.answers.0.leads': 'leads to a question that is not there',
      'questions.1.text': 'is asked after no answer',
    });
    const places = { roomChannel: 'slack', roomConversation: ' ', archiveDays: 400 } as const;
    expect(Object.keys(wrongIn({ ...valuesOf(saved), ...places })).toSorted()).toEqual([
      ...['archiveDays', 'roomConversation'],
    ]);
    expect(wrongIn({ ...values, questions: [] })).toEqual({ questions: 'must have a question' });
  });
});
