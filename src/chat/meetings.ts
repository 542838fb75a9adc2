import { meetingStateWords } from '../contract/change-meetings.ts';
import { windowInWords } from '../domain/changes/words.ts';
import { getMeeting, listMeetings } from '../domain/meetings/list.ts';
import type { Ctx } from '../lib/context.ts';
import type { Inbound } from './channel.ts';
import { type Outcome, said } from './outcome.ts';
import { zoneOf } from './times.ts';
import { agendaLine } from './views/meeting.ts';

const MOST_LINES = 20;
const MOST_OTHERS = 5;

/** The nearest meeting with its agenda, and when the others are. */
export async function tellNextMeeting(ctx: Ctx, { publicUrl }: Inbound): Promise<Outcome> {
  const [nearest, ...others] = (await listMeetings(ctx, { limit: 1 + MOST_OTHERS })).items;
  if (!nearest) return said('No meeting is planned yet. Its agenda is drawn up some time before it begins.');
  const { agenda } = await getMeeting(ctx, { id: nearest.id });
  const when = ({ at, endsAt }: typeof nearest) => windowInWords(new Date(at), new Date(endsAt), zoneOf(ctx));
  const lines = agenda.slice(0, MOST_LINES).map(({ change }, index) => agendaLine(change, index));
  const text = [
    `${nearest.board.name} · ${meetingStateWords[nearest.state]} · ${when(nearest)}`,
    ...(lines.length > 0 ? lines : ['Nothing is on its agenda yet.']),
    ...(agenda.length > lines.length ? [`And ${agenda.length - lines.length} more.`] : []),
    ...others.map((one) => `Then: ${one.board.name} · ${when(one)}`),
  ].join('\n');
  const link = publicUrl && { text: 'Open', url: `${publicUrl}/changes/meetings/${nearest.id}` };
  return { answer: { type: 'said', text, ...(link ? { link } : {}) }, ticket: null };
}
