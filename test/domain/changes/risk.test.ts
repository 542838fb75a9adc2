import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHANGE_RISKS } from '../../../src/contract/changes.ts';
import type { ChangeSettings } from '../../../src/contract/settings.ts';
import { type RiskFacts, riskOf } from '../../../src/domain/changes/risk.ts';

const settings: ChangeSettings['risk'] = {
  questions: [
    {
      ...{ id: 'tested', text: 'Was it tested?' },
      answers: [
        { text: 'Yes', likelihood: 3 },
        { text: 'No', likelihood: 1 },
      ],
    },
  ],
  matrix: [
    ['high', 'high', 'medium'],
    ['high', 'medium', 'low'],
    ['medium', 'low', 'low'],
  ],
  rules: [
    { name: 'Many services', types: [], tiers: [], services: 3, risk: 'medium' },
    { name: 'Tier 1 in a hurry', types: ['emergency'], tiers: [1], services: null, risk: 'high' },
  ],
};
const facts: RiskFacts = { type: 'normal', impact: 3, answers: { tested: 0 }, tiers: [3], services: 1 };

describe('the risk of a change', () => {
  test.each<[string, Partial<RiskFacts>, string, string]>([
    ['all is well', {}, 'low', 'unlikely that it goes wrong, and the impact is low'],
    ['the impact is high', { impact: 1 }, 'medium', 'the impact is high'],
    ['the worst answer', { answers: { tested: 1 } }, 'medium', '“Was it tested?” No'],
    ['nobody has answered', { answers: {} }, 'low', 'It is possible'],
    ['an answer that there is not', { answers: { tested: 7 }, impact: 2 }, 'medium', 'It is possible'],
    ['a rule', { services: 3 }, 'medium', 'By the rule “Many services”'],
    ['a rule of which half holds', { tiers: [1] }, 'low', 'unlikely'],
    ['both halves', { tiers: [1, 2], type: 'emergency' }, 'high', 'By the rule “Tier 1 in a hurry”'],
    ['a rule that is less than the matrix', { services: 3, impact: 1 }, 'medium', 'It is unlikely'],
  ])('%s', (_, more, risk, because) => {
    const found = riskOf(settings, { ...facts, ...more });
    expect(found.risk).toBe(risk);
    expect(found.because).toContain(because);
  });

  test('a worse answer, a greater impact or one more rule never lowers it', () => {
    const level = fc.constantFrom<1 | 2 | 3>(1, 2, 3);
    fc.assert(
      fc.property(
        level,
        level,
        level,
        fc.array(fc.constantFrom(...CHANGE_RISKS)),
        (likelihood, worse, impact, risks) => {
          const at = (one: 1 | 2 | 3, rules: typeof risks) =>
            CHANGE_RISKS.indexOf(
              riskOf(
                {
                  ...settings,
                  questions: [
                    {
                      id: 'q',
                      text: 'q',
                      answers: [
                        { text: 'a', likelihood: one },
                        { text: 'b', likelihood: 3 },
                      ],
                    },
                  ],
                  rules: rules.map((risk) => ({ name: 'r', types: [], tiers: [], services: null, risk })),
                },
                { ...facts, impact, answers: { q: 0 } },
              ).risk,
            );
          const [bad, good] = [Math.min(likelihood, worse), Math.max(likelihood, worse)] as [
            1 | 2 | 3,
            1 | 2 | 3,
          ];
          expect(at(bad, risks)).toBeGreaterThanOrEqual(at(good, risks));
          expect(at(good, [...risks, 'high'])).toBe(2);
          expect(at(good, risks)).toBeGreaterThanOrEqual(at(good, risks.slice(1)));
        },
      ),
    );
  });
});
