import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemsOf } from './problems.ts';

const whole = {
  TWILIO_ACCOUNT_SID: 'AC0123',
  TWILIO_AUTH_TOKEN: 'a token of the account',
  TWILIO_FROM: '+15005550006',
};
test('SMS and calls need an account and a number, and go to Twilio unless told', () => {
  expect(readConfig({}).phone).toBeUndefined();
  expect(readConfig(whole).phone?.apiUrl).toBe('https://api.twilio.com');
  const elsewhere = readConfig({ ...whole, TWILIO_API_URL: 'https://sms.example.com/' });
  expect(elsewhere.phone?.apiUrl).toBe('https://sms.example.com');
});

test('what is missing or wrong is told, all of it', () => {
  expect(problemsOf({ TWILIO_FROM: whole.TWILIO_FROM })).toEqual([
    'TWILIO_ACCOUNT_SID is required with TWILIO_FROM: SMS and calls need all three',
    'TWILIO_AUTH_TOKEN is required with TWILIO_FROM: SMS and calls need all three',
  ]);
  expect(problemsOf({ ...whole, TWILIO_FROM: '0150055', TWILIO_API_URL: 'sms.example.com' })).toEqual([
    'TWILIO_FROM must be a number of the account with the country and no spaces, such as +15005550006',
    'TWILIO_API_URL must be an address such as https://api.twilio.com',
  ]);
});
