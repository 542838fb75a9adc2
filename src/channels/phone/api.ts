import { ChannelError } from '../../chat/channel.ts';
import type { PhoneConfig } from '../../config/phone.ts';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { askOutside, type OutsideAnswer } from '../../lib/outside.ts';

/** Calls of Twilio’s REST API, https://www.twilio.com/docs/usage/requests-to-twilio */
export type PhoneApi = {
  /**
   * Sends or calls, once.
   * @returns the id of what was begun
   * @throws ChannelError
   */
  begin(what: 'Messages' | 'Calls', form: Record<string, string>): Promise<string>;
};

const PATIENCE = 10 * SECOND;
const MOST_ANSWERED = 100_000;
/** Nothing has gone out for sure when the connection was not made. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

export function createPhoneApi({ accountSid, authToken, apiUrl }: PhoneConfig): PhoneApi {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  // Who runs the desk has named it, so it may be in a network of their own.
  const allowedHosts = [new URL(apiUrl).hostname.replace(/^\[|\]$/g, '')];
  return {
    async begin(what, form) {
      const url = `${apiUrl}/2010-04-01/Accounts/${accountSid}/${what}.json`;
      const answer = await askOutside(url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: String(new URLSearchParams(form)),
        within: PATIENCE,
        maxBytes: MOST_ANSWERED,
        allowedHosts,
      }).catch((error: unknown) => {
        const words = messageOf(error);
        throw new ChannelError('later', words, undefined, { doubtful: !NOT_SENT.test(words) });
      });
      return idIn(answer);
    },
  };
}

/** What their error codes mean: https://www.twilio.com/docs/api/errors */
const WORDS: Record<number, string> = {
  20003: 'The account is not let in: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
  20005: 'The account is not active.',
  20404: 'There is no such account: check TWILIO_ACCOUNT_SID and TWILIO_API_URL.',
  21211: 'This is no number that can be reached.',
  21212: 'TWILIO_FROM is no number of the account.',
  21408: 'The account may not send to this country.',
  21606: 'TWILIO_FROM cannot send SMS.',
  21610: 'They have answered STOP to this number.',
  21614: 'This number takes no SMS.',
  21659: 'TWILIO_FROM is no number of the account.',
  30002: 'The account is suspended.',
  63038: 'The account has sent as much as it may in a day.',
  90010: 'The account is suspended.',
};
/** Those of the account, whoever is to be reached. */
const FOR_ALL = new Set([20003, 20005, 20404, 21212, 21606, 21659, 30002, 63038, 90010]);

/** Whether a code says that nobody can be reached. */
export const isForAll = (code: number): boolean => FOR_ALL.has(code);
export const wordsOf = (code: number): string | undefined => WORDS[code];

function idIn({ status, headers, body }: OutsideAnswer): string {
  const said = read(body);
  if (status >= 200 && status < 300 && typeof said.sid === 'string') return said.sid;
  if (status === 429 || status >= 500) {
    const asked = Number(headers['retry-after']);
    throw new ChannelError('later', `It answered with ${status}.`, asked > 0 ? asked : undefined);
  }
  const code = typeof said.code === 'number' ? said.code : status === 401 ? 20003 : 0;
  const told = typeof said.message === 'string' ? said.message : `It answered with ${status}.`;
  const forAll = status === 401 || isForAll(code) || (status === 403 && !wordsOf(code));
  throw new ChannelError('refused', wordsOf(code) ?? told, undefined, { forAll });
}

function read(body: Buffer): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(body.toString('utf8'));
    return said !== null && typeof said === 'object' ? { ...said } : {};
  } catch {
    return {};
  }
}
