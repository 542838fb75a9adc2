import { ChannelError } from '../../chat/channel.ts';
import type { PhoneConfig } from '../../config/phone.ts';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { askOutside, type OutsideAnswer } from '../../lib/outside.ts';

/** Calls of Twilio’s REST API, https://www.twilio.com/docs/usage/requests-to-twilio */
export type PhoneApi = {
  /**
   * Sends or calls, once.
   * @param key of the page
   * @returns the id of what was begun
   * @throws ChannelError
   */
  begin(what: 'Messages' | 'Calls', key: string, form: Record<string, string>): Promise<string>;
};

const PATIENCE = 10 * SECOND;
const MOST_ANSWERED = 100_000;
/** Nothing has gone out for sure when the connection was not made. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;
/** How many pages in doubt are remembered. */
const MOST_DOUBTS = 1_000;

export function createPhoneApi({ accountSid, authToken, apiUrl }: PhoneConfig): PhoneApi {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  // Who runs the desk has named it, so it may be in a network of their own.
  const allowedHosts = [new URL(apiUrl).hostname.replace(/^\[|\]$/g, '')];
  /** Pages of which it is not known whether they have gone out. */
  const doubts = new Set<string>();
  return {
    async begin(what, key, form) {
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
        if (NOT_SENT.test(words)) throw new ChannelError('later', words);
        // Once more: rather twice than never. But not again and again.
        if (doubts.delete(key)) throw new ChannelError('refused', `${words} It may have arrived.`);
        if (doubts.size >= MOST_DOUBTS) doubts.clear();
        doubts.add(key);
        throw new ChannelError('later', words);
      });
      doubts.delete(key);
      return idIn(answer);
    },
  };
}

/** What their error codes mean: https://www.twilio.com/docs/api/errors */
const WORDS: Record<number, string> = {
  20003: 'The account is not let in: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
  21211: 'This is no number that can be reached.',
  21212: 'TWILIO_FROM is no number of the account.',
  21408: 'The account may not send to this country.',
  21606: 'TWILIO_FROM cannot send SMS.',
  21610: 'They have answered STOP to this number.',
  21614: 'This number takes no SMS.',
};

function idIn({ status, headers, body }: OutsideAnswer): string {
  const said = read(body);
  if (status >= 200 && status < 300 && typeof said.sid === 'string') return said.sid;
  if (status === 429 || status >= 500) {
    const asked = Number(headers['retry-after']);
    throw new ChannelError('later', `It answered with ${status}.`, asked > 0 ? asked : undefined);
  }
  const code = typeof said.code === 'number' ? said.code : status === 401 ? 20003 : 0;
  const told = typeof said.message === 'string' ? said.message : `It answered with ${status}.`;
  throw new ChannelError('refused', WORDS[code] ?? told);
}

function read(body: Buffer): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(body.toString('utf8'));
    return said !== null && typeof said === 'object' ? { ...said } : {};
  } catch {
    return {};
  }
}
