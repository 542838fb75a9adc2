import { api } from '../../../contract/api.ts';
import type { MeetingItem, WholeMeeting } from '../../../contract/change-meetings.ts';
import { call } from '../../call.ts';
import { type ChangeForm, paragraph } from './change-forms.ts';

export const addingTo = ({ id }: WholeMeeting): ChangeForm => ({
  form: {
    ...{ action: 'meeting-add', value: id, title: 'Put a change on the agenda', submit: 'Add' },
    fields: [
      {
        ...{ type: 'text', name: 'change', label: 'Number', required: true, max: 20 },
        hint: 'Such as CHG-12. It comes last.',
      },
    ],
  },
  send: ({ change = '' }) => call(api.changeMeetings.add, { id, change }),
  done: 'It is on the agenda.',
});

export const removingFrom = ({ id }: WholeMeeting, { id: itemId, change }: MeetingItem): ChangeForm => ({
  form: {
    ...{ action: 'meeting-remove', value: itemId, title: `Take ${change.number} off the agenda` },
    submit: 'Take it off',
    fields: [paragraph('reason', 'Why?', true, 'The filter does not put it on this agenda again.')],
  },
  send: ({ reason = '' }) => call(api.changeMeetings.remove, { id, itemId, reason }),
  done: `${change.number} is off the agenda.`,
});

export const cancellingMeeting = ({ id }: WholeMeeting): ChangeForm => ({
  form: {
    ...{ action: 'meeting-cancel', value: id, title: 'Cancel the meeting', submit: 'Cancel the meeting' },
    fields: [
      paragraph(
        'reason',
        'Why?',
        true,
        'What is undecided comes to the next one. This cannot be taken back.',
      ),
    ],
  },
  send: ({ reason = '' }) => call(api.changeMeetings.cancel, { id, reason }),
  done: 'The meeting is cancelled.',
});
