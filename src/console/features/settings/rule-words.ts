/** A routing rule in plain words, and what policies share of them. */
import type { RoutingActions, RoutingConditions } from '../../../contract/routing.ts';
import { channelWord, kindWords, levelWords, sourceWords } from '../ticket/words.ts';

/** The names behind the ids that a rule holds. */
export type Names = { queue: (id: string) => string; team: (id: string) => string };

export const or = new Intl.ListFormat('en', { type: 'disjunction' });
export const and = new Intl.ListFormat('en', { type: 'conjunction' });
export const isText = (part: unknown): part is string => typeof part === 'string' && part !== '';
export const quoted = (words: readonly string[]) => words.map((word) => `“${word}”`);

export const aKind = (kind: keyof typeof kindWords) =>
  `${kind === 'incident' ? 'an' : 'a'} ${kindWords[kind].toLowerCase()}`;

export function conditionWords(when: RoutingConditions, names: Names): string {
  const parts = [
    when.channels && `it comes from ${or.format(when.channels.map(channelWord))}`,
    when.conversations && `the conversation is ${or.format(when.conversations)}`,
    when.kinds && `it is ${or.format(when.kinds.map(aKind))}`,
    when.sources && `it was raised by ${or.format(when.sources.map((source) => sourceWords[source]))}`,
    ...requesterWords(when.requester, names),
    when.words?.all && `the text has ${and.format(quoted(when.words.all))}`,
    when.words?.any && `the text has ${or.format(quoted(when.words.any))}`,
    when.words?.none && `the text does not have ${or.format(quoted(when.words.none))}`,
    when.pattern && `the text matches /${when.pattern}/`,
  ].filter(isText);
  return whenWords(parts);
}

/** All of these must hold. */
export const whenWords = (parts: readonly string[]): string =>
  parts.length === 0 ? 'always' : `when ${and.format(parts)}`;

export function requesterWords(who: RoutingConditions['requester'], names: Names): string[] {
  if (!who) return [];
  return [
    who.emails && `the requester is ${or.format(who.emails)}`,
    who.emailDomains && `the requester’s e-mail is at ${or.format(who.emailDomains)}`,
    who.teams && `the requester is in ${or.format(who.teams.map(names.team))}`,
    who.locales && `the requester’s language is ${or.format(who.locales)}`,
    who.timeZones && `the requester’s time zone is ${or.format(who.timeZones)}`,
    who.guest !== undefined && `the requester is ${who.guest ? 'a guest' : 'no guest'}`,
    who.external !== undefined && `the requester is ${who.external ? 'external' : 'not external'}`,
  ].filter(isText);
}

export function actionWords(then: RoutingActions, names: Names): string {
  const parts = [
    then.queueId && `send it to ${names.queue(then.queueId)}`,
    then.kind && `make it ${aKind(then.kind)}`,
    then.impact && `set impact ${levelWords[then.impact].toLowerCase()}`,
    then.urgency && `set urgency ${levelWords[then.urgency].toLowerCase()}`,
    then.category && `set the category “${then.category}”`,
    then.tags && `add the ${then.tags.length === 1 ? 'tag' : 'tags'} ${and.format(then.tags)}`,
  ].filter(isText);
  return parts.length === 0 ? 'nothing yet' : and.format(parts);
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
