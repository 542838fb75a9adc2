import { describe, expect, test } from 'vitest';
import {
  edited,
  fresh,
  laterWall,
  ofChange,
  planned,
  withTemplate,
} from '../../../../src/console/features/changes/plan-values.ts';
import type { WholeChange } from '../../../../src/contract/changes.ts';

const BERLIN = 'Europe/Berlin';
const TEMPLATE = '00000000-0000-4000-8000-000000000001';
const change: WholeChange = {
  ...{ id: TEMPLATE, number: 'CHG-7', title: 'A rule', type: 'normal', state: 'new', risk: 'low' },
  ...{ implementer: null, requester: { id: TEMPLATE, name: 'Ada' }, services: [], outcome: null },
  ...{ startsAt: '2026-12-01T21:00:00.000Z', endsAt: '2026-12-01T22:00:00.000Z', timeZone: BERLIN },
  ...{ description: 'For the shop.', impact: 2, reason: 'It is asked for.', plan: 'Add it.', testPlan: '' },
  ...{ backoutPlan: '', links: [], answers: { tested: 1 }, riskBecause: '', holdsAlerts: false },
  ...{ template: null, startedAt: null, endedAt: null, outcomeNote: '', reviewNote: '' },
  ...{ findings: [], approvals: [], failures: [], score: null, caused: [], verbs: [] },
};

describe('what is sent of a plan', () => {
  test('a new one sends what was filled in, with its window as the zone has it', () => {
    const values = { ...fresh, title: 'A rule', startsAt: '2026-12-01T22:00', endsAt: '2026-12-01T23:00' };
    expect(planned(fresh, values, BERLIN, undefined)).toEqual({
      ...{ title: 'A rule', type: 'normal', timeZone: BERLIN },
      ...{ startsAt: '2026-12-01T21:00:00.000Z', endsAt: '2026-12-01T22:00:00.000Z' },
    });
  });

  test('an edit sends only what is otherwise than it was', () => {
    const was = ofChange(change);
    expect(was).toMatchObject({ startsAt: '2026-12-01T22:00', impact: '2', answers: { tested: '1' } });
    expect(edited('CHG-7', was, was, BERLIN)).toEqual({ number: 'CHG-7' });
    const values = {
      ...was,
      answers: { tested: '1', done_before: '0' },
      endsAt: '',
      implementerId: TEMPLATE,
    };
    expect(edited('CHG-7', was, values, BERLIN)).toEqual({
      ...{ number: 'CHG-7', answers: { tested: 1, done_before: 0 }, endsAt: null, implementerId: TEMPLATE },
    });
  });

  test('what a template decides is not sent, and what was typed before stays', () => {
    const content = {
      ...{ title: 'Restart', description: 'Again.', impact: 3 as const, reason: '', plan: 'Press it.' },
      ...{ testPlan: '', backoutPlan: '', services: [], minutes: 30, holdsAlerts: true },
    };
    const typed = { ...fresh, title: 'Mine', reason: 'Because', plan: 'Mine' };
    expect(planned(fresh, withTemplate(typed, TEMPLATE, content), BERLIN, 'REQ-1')).toEqual({
      ...{ title: 'Mine', description: 'Again.', type: 'standard', templateId: TEMPLATE, holdsAlerts: true },
      ...{ timeZone: BERLIN, ticket: 'REQ-1' },
    });
  });

  test('an hour later is one by time, not by the hands of the clock', () => {
    expect(laterWall('2026-12-01T23:30', 60, BERLIN)).toBe('2026-12-02T00:30');
    expect(laterWall('2027-03-28T01:30', 60, BERLIN)).toBe('2027-03-28T03:30');
  });
});
