import type { ChangeSettings } from '../../contract/settings.ts';

const likely = (text: string, likelihood: 1 | 2 | 3) => ({ text, likelihood });
/** Until an admin says otherwise. */
export const defaultChangeSettings: ChangeSettings = {
  policies: { assess: null, normal: null, emergency: null, freeze: null },
  blocks: ['window', 'freeze'],
  remindMinutes: 30,
  closeDays: 3,
  factory: { after: 5, days: 365, manager: null },
  risk: {
    questions: [
      {
        ...{ id: 'done_before', text: 'Has this been done before?' },
        answers: [likely('Often, and it went well', 3), likely('Once or twice', 2), likely('Never', 1)],
      },
      {
        ...{ id: 'taken_back', text: 'Can it be taken back?' },
        answers: [likely('At once', 3), likely('Within the window', 2), likely('No, or not in time', 1)],
      },
      {
        ...{ id: 'tested', text: 'Was it tested?' },
        answers: [likely('Where all is as it will be', 3), likely('In part', 2), likely('No', 1)],
      },
    ],
    matrix: [
      ['high', 'high', 'medium'],
      ['high', 'medium', 'low'],
      ['medium', 'low', 'low'],
    ],
    rules: [
      { name: 'Touches a service of tier 1', types: [], tiers: [1], services: null, risk: 'medium' },
      { name: 'Emergency', types: ['emergency'], tiers: [], services: null, risk: 'medium' },
    ],
  },
};
