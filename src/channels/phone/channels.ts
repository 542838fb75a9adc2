import type { Channel } from '../../chat/channel.ts';
import type { PhoneConfig } from '../../config/phone.ts';
import { createPhoneApi } from './api.ts';
import { smsText } from './text.ts';

/** What is in doubt is repeated once: rather twice than never, but not again and again. */
export const CARRIER = { name: 'SMS and calls', atMost: 2 };

const ONLY_SENDS = {
  can: { edit: false, forms: false, pause: 0 },
  carrier: CARRIER,
  async edit() {},
  async remove() {},
} satisfies Partial<Channel>;

/**
 * SMS and calls as channels that only send: a conversation is a number. What becomes of it is told later, at an address
 * that has the page's id in it, so that it is known also where the answer to the sending got lost.
 */
export function createPhoneChannels(config: PhoneConfig, publicUrl: () => string): Channel[] {
  const api = createPhoneApi(config);
  const base = { From: config.from };
  const status = (key: string) => `${publicUrl()}/twilio/status/${key}`;
  return [
    {
      name: 'sms',
      ...ONLY_SENDS,
      async post({ conversation: To }, message, key) {
        const form = { ...base, To, Body: smsText(message), StatusCallback: status(key) };
        return { message: await api.begin('Messages', form) };
      },
    },
    {
      name: 'voice',
      ...ONLY_SENDS,
      // What is said is asked for once somebody has picked up, so it is true then.
      async post({ conversation: To }, _message, key) {
        const Url = `${publicUrl()}/twilio/voice/${key}`;
        const form = { ...base, To, Url, StatusCallback: status(key), Timeout: '30' };
        return { message: await api.begin('Calls', form) };
      },
    },
  ];
}
