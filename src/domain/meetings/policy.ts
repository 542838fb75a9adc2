import {
  type BoardMembers,
  type MeetingState,
  MeetingVerb,
  meetingStateWords,
} from '../../contract/change-meetings.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { isAdmin, isStaff } from '../people/acting.ts';
import type { LoadedMeeting } from './load.ts';

/**
 * Who may do what with a meeting, and when. Chair and admins lead it; members who are agents put changes on its agenda
 * and write the minutes.
 */
const RULES: Record<MeetingVerb, { who: 'chair' | 'member'; while: readonly MeetingState[]; can: string }> = {
  add: { who: 'member', while: ['planned', 'under_way'], can: 'get changes' },
  remove: { who: 'chair', while: ['planned', 'under_way'], can: 'lose changes' },
  order: { who: 'chair', while: ['planned', 'under_way'], can: 'be put in order' },
  minutes: { who: 'member', while: ['under_way', 'held'], can: 'get minutes' },
  begin: { who: 'chair', while: ['planned'], can: 'begin' },
  end: { who: 'chair', while: ['under_way'], can: 'end' },
  cancel: { who: 'chair', while: ['planned'], can: 'be cancelled' },
};

function leads(ctx: Ctx, { chairId }: LoadedMeeting['board']): boolean {
  const person = personOf(ctx.actor);
  return ctx.actor.kind === 'system' || (person !== undefined && (person.id === chairId || isAdmin(person)));
}

function isOn(ctx: Ctx, board: LoadedMeeting['board']): boolean {
  const person = personOf(ctx.actor);
  const members = board.members as BoardMembers;
  if (leads(ctx, board)) return true;
  if (!person) return false;
  return members.who === 'team'
    ? person.teamIds.includes(members.teamId)
    : members.personIds.includes(person.id);
}

const may = (ctx: Ctx, verb: MeetingVerb, { board }: LoadedMeeting): boolean =>
  RULES[verb].who === 'chair' ? leads(ctx, board) : isOn(ctx, board);

/** @throws `forbidden`; `conflict` when it is not the time for it */
export function authoriseMeeting(ctx: Ctx, verb: MeetingVerb, meeting: LoadedMeeting): void {
  if (!may(ctx, verb, meeting)) {
    const who = RULES[verb].who === 'chair' ? 'its chair' : 'its chair, members of the board';
    fail('forbidden', `Only ${who} and admins may do this with a meeting.`);
  }
  if (RULES[verb].while.includes(meeting.state)) return;
  const state = meetingStateWords[meeting.state].toLowerCase();
  fail('conflict', `The meeting cannot ${RULES[verb].can}: its state is “${state}”.`);
}

/** What the caller may do with it now. */
export function meetingVerbs(ctx: Ctx, meeting: LoadedMeeting): MeetingVerb[] {
  const person = personOf(ctx.actor);
  if (person && !isStaff(person)) return [];
  return MeetingVerb.options.filter(
    (verb) => RULES[verb].while.includes(meeting.state) && may(ctx, verb, meeting),
  );
}
