import { randomNumbers } from './stats.ts';

/** What people write to a help desk; each message is made of one opening and some of the other sentences. */
const OPENINGS = [
  'Hi team, my laptop does not start since this morning.',
  'I cannot connect to the VPN from home.',
  'Please give me access to the finance share.',
  'The printer on the third floor shows error 0x61.',
  'Could somebody reset my password? The account is locked.',
  'Outlook keeps asking for my password.',
  'We need two more monitors for the new colleagues.',
  'The meeting room display stays black.',
  'My phone does not get any mail since the last update.',
  'SAP is very slow today, every click takes half a minute.',
];
const SENTENCES = [
  'It worked yesterday.',
  'I have restarted it twice and nothing has changed.',
  'The message on the screen says that the certificate has expired.',
  'Several colleagues on our floor see the same.',
  'There is a customer meeting at two o’clock, so it is rather urgent.',
  'I attach what I see below.',
  'It happens only when I am in the office, not at home.',
  'Please call me back on extension 4711.',
  'Thanks a lot for your help!',
];

/** Every message is different, three to six sentences, some 250 characters. */
export function textMaker(seed: number): () => string {
  const random = randomNumbers(seed);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  let count = 0;
  return () => {
    count += 1;
    const more = Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(SENTENCES));
    return [pick(OPENINGS), ...more, `Asset ${count}-${Math.floor(random() * 1e6)}.`].join(' ');
  };
}

/** What a rule looks for that takes one of the {@link OPENINGS}. */
const KEYWORDS = [
  'laptop',
  'vpn',
  'finance share',
  'printer',
  'password',
  'outlook',
  'monitors',
  'meeting room',
  'phone',
  'sap',
];

/** Twenty rules of ten words each. Every second one takes a kind of message, so on average ten are read through. */
export const RULE_WORDS: string[][] = Array.from({ length: 20 }, (_, rule) =>
  Array.from({ length: 10 }, (_, word) =>
    word === 9 && rule % 2 === 1 ? (KEYWORDS[(rule - 1) / 2] ?? '') : `service ${rule} part ${word}`,
  ),
);
