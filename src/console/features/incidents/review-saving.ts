import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { IncidentReview, ReviewSection } from '../../../contract/reviews.ts';
import { call, useVerb } from '../../call.ts';
import { showProblem } from '../../ui/tell.tsx';
import { useShown } from './use-shown.ts';

/** What somebody else has made of a section while one was writing. */
export type Theirs = { text: string; by: string };

/**
 * Saves a section so that nobody’s words are overwritten unseen: what somebody else has written elsewhere in the review
 * is no matter, what they have written here is shown before one’s own is saved over it.
 */
export function useSectionSaving(review: IncidentReview, name: ReviewSection, onSaved: () => void) {
  const show = useShown();
  const { number } = review;
  // As it was when one began, or when one last looked.
  const [seen, setSeen] = useState({ version: review.version, text: review.sections[name] });
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const edit = useVerb(api.reviews.edit, {
    onSuccess: (saved) => {
      show(saved);
      onSaved();
    },
    onProblem: (problem, input) => {
      if (problem.code !== 'conflict') return false;
      void look(input.sections?.[name] ?? '', input.version).catch(showProblem);
      return true;
    },
    invalidates: ['/incidents'],
  });
  const send = (text: string, version: number) =>
    edit.mutate({ number, version, sections: { [name]: text } });
  const look = async (text: string, version: number) => {
    const latest = await call(api.reviews.get, { number });
    show(latest);
    const now = { version: latest.version, text: latest.sections[name] };
    setSeen(now);
    if (now.text !== seen.text) setTheirs({ text: now.text, by: latest.editedBy?.name ?? 'Somebody' });
    else if (latest.state !== 'done' && latest.version !== version) send(text, latest.version);
  };
  return { save: (text: string) => send(text, seen.version), isPending: edit.isPending, theirs };
}
