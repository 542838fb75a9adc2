/** The words of the contract as people read them; those for states are in ui/state-badge.tsx. */
import type { z } from 'zod';
import type {
  LinkKind,
  ResolutionCode,
  Source,
  TicketKind,
  UnassignedBecause,
} from '../../../contract/common.ts';

type Words<Enum extends z.ZodType> = Record<z.output<Enum> & string, string>;

export const kindWords: Words<typeof TicketKind> = {
  incident: 'Incident',
  request: 'Request',
  change: 'Change',
  problem: 'Problem',
};

export const resolutionWords: Words<typeof ResolutionCode> = {
  fixed: 'Fixed',
  workaround: 'Worked around',
  answered: 'Answered',
  fulfilled: 'Fulfilled',
  not_reproducible: 'Could not be reproduced',
  declined: 'Declined',
  duplicate: 'Duplicate',
};

export const sourceWords: Words<typeof Source> = {
  message: 'a message',
  mention: 'a mention',
  shortcut: 'a shortcut',
  emoji: 'an emoji',
  form: 'a form',
  command: 'a command',
  api: 'the API',
  email: 'e-mail',
};

/** Why its queue could give a ticket to nobody yet. */
export const becauseWords: Record<UnassignedBecause, string> = {
  nobody_in_team: 'No agent is in the team',
  nobody_on_call: 'Nobody of the team is on call',
  nobody_available: 'Nobody is available',
  all_at_capacity: 'Everybody who is available is at capacity',
  nobody_skilled: 'Nobody who has room knows about its tags',
};

/** Seen from this ticket (`out`) and from the other one (`in`). */
export const linkWords: Record<z.output<typeof LinkKind>, { out: string; in: string }> = {
  duplicate_of: { out: 'Duplicate of', in: 'Duplicated by' },
  child_of: { out: 'Part of', in: 'Has part' },
  related: { out: 'Related to', in: 'Related to' },
  caused_by: { out: 'Caused by', in: 'Caused' },
};

export const levelWords: Record<1 | 2 | 3, string> = { 1: 'High', 2: 'Medium', 3: 'Low' };

const channels: Record<string, string> = {
  web: 'web',
  slack: 'Slack',
  teams: 'Teams',
  console: 'console',
  api: 'API',
  email: 'e-mail',
};
export const channelWord = (channel: string): string => channels[channel] ?? channel;

/** How and where a ticket was raised: “a message in Slack”, “the API”. */
export function originWords(source: z.output<typeof Source>, channel: string): string {
  if (source === 'api' || source === 'email') return sourceWords[source];
  return `${sourceWords[source]} in ${channel === 'web' ? 'the portal' : channelWord(channel)}`;
}

/** The options of a select, in the contract's order. */
export const optionsOf = <Key extends string>(words: Record<Key, string>) =>
  (Object.keys(words) as Key[]).map((value) => ({ value, label: words[value] }));

export const levelOptions = ([1, 2, 3] as const).map((level) => ({
  value: String(level),
  label: `${level} · ${levelWords[level]}`,
}));
