import type { Phone } from '../../lib/prisma/client.ts';
import type { Place } from '../outbox/enqueue.ts';
import { takes } from '../phones/place.ts';
import { rulesOf } from './paging.ts';

/**
 * Whether something urgent can be told to somebody anywhere but in the portal, where they would have to look: by a way
 * that they named or, since those are taken where all of them fail, in a chat or by mail.
 * @param places where they can be written to
 * @param channels those that are set up
 */
export function isReached(
  { paging, phone }: { paging: { rules: unknown } | null; phone: Phone | null },
  places: readonly Place[],
  channels: ReadonlySet<string>,
): boolean {
  const byPhone = rulesOf(paging).urgent.some(
    ({ via }) => (via === 'sms' || via === 'voice') && channels.has(via) && phone && takes(phone, via),
  );
  return byPhone || places.some(({ channel }) => channel !== 'web' && channels.has(channel));
}
