import { directConversation } from '../../domain/outbox/enqueue.ts';

/** Ids of Slack are one workspace's own, so here the workspace stands in front of each: `T1:C1`, `T1:U1`. */
export const within = (team: string, id: string): string => `${team}:${id}`;

/** The other way round: `U1` of `T1:U1`. */
export const idIn = (known: string): string => known.split(':')[1] ?? '';

export type SlackPlace = { team: string; channel: string } | { team: string; user: string };

/** The conversation of an event: between somebody and the desk alone it is theirs, whatever Slack calls it. */
export const conversationOf = (team: string, channel: string, user: string, direct: boolean): string =>
  direct ? directConversation(within(team, user)) : within(team, channel);

/** `undefined` for what is no conversation on Slack. */
export function placeOf(conversation: string): SlackPlace | undefined {
  const [, direct, team, id] =
    /^(direct:)?([A-Z][A-Z0-9]{1,20}):([A-Z][A-Z0-9]{1,20})$/.exec(conversation) ?? [];
  if (!team || !id) return undefined;
  return direct ? { team, user: id } : { team, channel: id };
}
