import { describe, expect, test } from 'vitest';
import { accountTyped } from '../../../../src/console/features/settings/account-ids.ts';

const [TENANT, OBJECT] = ['72f988bf-86f1-41af-91ab-2d7cd011db47', '5d6e0c4a-1111-2222-3333-444455556666'];

describe('an account is taken as its chat writes it', () => {
  test.each([
    ['slack', 'T0123ABCD:U0456EFGH', 'T0123ABCD:U0456EFGH'],
    ['slack', ' t0123abcd : w0456efgh\n', 'T0123ABCD:W0456EFGH'],
    ['slack', 'E0123ABCD:U0456EFGH', 'E0123ABCD:U0456EFGH'],
    ['teams', `${TENANT}:${OBJECT}`, `${TENANT}:${OBJECT}`],
    ['teams', ` ${TENANT.toUpperCase()}: ${OBJECT} `, `${TENANT}:${OBJECT}`],
  ] as const)('on %s: %j', (chat, typed, externalId) => {
    expect(accountTyped(chat, typed)).toEqual({ externalId });
  });

  test.each([
    ['slack', '', 'must not be empty'],
    ['slack', '  ', 'must not be empty'],
    ['slack', 'U0456EFGH', 'must be workspace:member'],
    ['slack', 'T0123ABCD:C0456EFGH', 'must be workspace:member'],
    ['slack', 'U0456EFGH:T0123ABCD', 'must be workspace:member'],
    ['slack', '@ada', 'must be workspace:member'],
    ['teams', OBJECT, 'must be tenant:object'],
    ['teams', 'ada@example.com', 'must be tenant:object'],
    ['teams', `${TENANT}:29:1abc`, 'must be tenant:object'],
  ] as const)('but not on %s: %j', (chat, typed, problem) => {
    expect(accountTyped(chat, typed)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
