import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { IncidentReview } from '../../../contract/reviews.ts';
import { queryOf } from '../../call.ts';

/** Shows a review as a verb has answered it, at once: what is done next is done with its version. */
export function useShown(): (review: IncidentReview) => void {
  const client = useQueryClient();
  return (review) =>
    client.setQueryData(queryOf(api.reviews.get, { number: review.number }).queryKey, review);
}
