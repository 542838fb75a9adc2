/** Conditions on the requester as a form holds them: with every field present, empty ones as empty. */
import type { RoutingConditions } from '../../../contract/routing.ts';

export type Full<Value> = { [Key in keyof Value]-?: NonNullable<Value[Key]> };
type Choice = '' | 'true' | 'false';
type Requester = NonNullable<RoutingConditions['requester']>;

export type RequesterValues = Omit<Full<Requester>, 'guest' | 'external'> & {
  guest: Choice;
  external: Choice;
};

const choice = (value: boolean | undefined): Choice => (value === undefined ? '' : value ? 'true' : 'false');
const answer = (value: Choice): boolean | undefined => (value === '' ? undefined : value === 'true');

export const requesterValues = (who: Requester = {}): RequesterValues => ({
  emails: who.emails ?? [],
  emailDomains: who.emailDomains ?? [],
  teams: who.teams ?? [],
  locales: who.locales ?? [],
  timeZones: who.timeZones ?? [],
  guest: choice(who.guest),
  external: choice(who.external),
});

export const requesterOf = (values: RequesterValues): Requester => ({
  ...values,
  guest: answer(values.guest),
  external: answer(values.external),
});

/** Without what is empty, at any depth; nothing left: undefined. */
export function filled(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value)
    .map(([key, part]) => [key, filled(part)] as const)
    .filter(([, part]) => part !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}
