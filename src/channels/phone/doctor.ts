import type { PhoneConfig } from '../../config/phone.ts';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Finding } from '../platform.ts';

const WHAT = 'SMS and calls';

/** Whether the account lets the desk in, and can tell it what became of pages. */
export async function examinePhone(
  { accountSid, authToken, apiUrl }: PhoneConfig,
  publicUrl: string | undefined,
): Promise<Finding[]> {
  return [
    await account(accountSid, authToken, apiUrl),
    {
      what: `${WHAT}, the way back`,
      ok: publicUrl?.startsWith('https://') === true,
      words: publicUrl ? `${publicUrl}/twilio` : 'PUBLIC_URL is not set',
      mend: 'Set PUBLIC_URL to an address with https:// that can be reached from the Internet: calls ask there what to say, and replies come in there.',
    },
  ];
}

async function account(sid: string, token: string, apiUrl: string): Promise<Finding> {
  const mend = 'Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_API_URL.';
  try {
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
    const answer = await fetch(`${apiUrl}/2010-04-01/Accounts/${sid}.json`, {
      headers: { authorization },
      signal: AbortSignal.timeout(10 * SECOND),
    });
    const words = answer.ok ? 'the account lets us in' : `it answers with ${answer.status}`;
    return { what: WHAT, ok: answer.ok, words, mend };
  } catch (error) {
    return { what: WHAT, ok: false, words: messageOf(error), mend };
  }
}
