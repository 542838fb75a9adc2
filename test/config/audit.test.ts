import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemsOf } from './problems.ts';

const mail = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'desk@example.com' };

test('a breach is told by mail to whoever is named, each half an hour unless told', () => {
  expect(readConfig(mail).auditMail).toBeUndefined();
  expect(readConfig({ ...mail, AUDIT_MAIL_TO: 'a@example.com, b@example.com' }).auditMail).toMatchObject({
    ...{ to: ['a@example.com', 'b@example.com'], repeatMinutes: 30, from: mail.MAIL_FROM },
  });
  const often = readConfig({ ...mail, AUDIT_MAIL_TO: 'a@example.com', AUDIT_REPEAT_MINUTES: '5' });
  expect(often.auditMail?.repeatMinutes).toBe(5);
});

test('what is wrong with it is told', () => {
  expect(problemsOf({ AUDIT_MAIL_TO: 'a@example.com' })).toEqual([
    'SMTP_URL is required with AUDIT_MAIL_TO: a breach is told by mail',
  ]);
  expect(problemsOf({ ...mail, AUDIT_MAIL_TO: 'nobody', AUDIT_REPEAT_MINUTES: '1' })).toEqual([
    expect.stringMatching(/^AUDIT_MAIL_TO.* must be e-mail addresses/),
    'AUDIT_REPEAT_MINUTES must be at least 5',
  ]);
});
