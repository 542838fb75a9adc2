import { z } from 'zod';
import { isUrl, optional } from './fields.ts';

/** For SMS and calls, by Twilio or whoever speaks its API. */
export const PhoneVariables = z.object({
  TWILIO_ACCOUNT_SID: optional(z.string().regex(/^AC\w+$/, 'must be the Account SID, which begins with AC')),
  TWILIO_AUTH_TOKEN: optional(z.string().min(16, 'must be the Auth Token of the account')),
  TWILIO_FROM: optional(
    z
      .string()
      .regex(
        /^\+[1-9]\d{6,14}$/,
        'must be a number of the account with the country and no spaces, such as +15005550006',
      ),
  ),
  TWILIO_API_URL: optional(
    z
      .string()
      .refine((value) => isUrl(value, 'http:', 'https:'), 'must be an address such as https://api.twilio.com')
      .transform((value) => value.replace(/\/+$/, '')),
  ),
});

export type PhoneConfig = { accountSid: string; authToken: string; from: string; apiUrl: string };

export function phoneProblems(seen: Record<string, string | undefined>): string[] {
  const names = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'];
  const there = names.filter((name) => seen[name]);
  if (there.length === 0) return [];
  return names
    .filter((name) => !seen[name])
    .map((name) => `${name} is required with ${there[0]}: SMS and calls need all three`);
}

export function phoneConfig(env: z.output<typeof PhoneVariables>): PhoneConfig | undefined {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = env;
  if (!accountSid || !authToken || !from) return undefined;
  return { accountSid, authToken, from, apiUrl: env.TWILIO_API_URL ?? 'https://api.twilio.com' };
}
