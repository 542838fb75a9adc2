import { type Html, html } from '../../lib/html.ts';

/** What Twilio is answered: https://www.twilio.com/docs/messaging/twiml and /voice/twiml. Texts in it are escaped. */
const whole = (inside: Html) =>
  html`<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`.text;

export const silent = (): string => whole(html``);
export const answered = (text: string): string => whole(html`<Message>${text}</Message>`);
export const spoken = (text: string): string => whole(html`<Say>${text}</Say><Hangup/>`);

/** Says something, twice unless a key is pressed, and hands the key on. @param action where to */
export const asked = (text: string, action: string): string => {
  const gather = html`<Gather numDigits="1" timeout="8" action="${action}"><Say>${text}</Say></Gather>`;
  return whole(html`${gather}${gather}<Say>Goodbye.</Say><Hangup/>`);
};
