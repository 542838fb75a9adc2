import { type Kind, kind } from './kind.ts';

/** Who is known to the desk, and the log of what they did. For admins. */
export const peopleKinds: readonly Kind[] = [
  kind(
    'person',
    'person',
    `id email name roles::text[] locale time_zone active guest external preferred_channel manager_id availability
     availability_since away_until off_call_since capacity skills created_at updated_at`,
  ),
  kind('identity', 'identity', 'id person_id channel external_id picture created_at'),
  kind('team', 'team', 'id name created_at'),
  kind('teamMember', 'team_member', 'team_id person_id lead', { order: 'x.team_id, x.person_id' }),
  kind('paging', 'paging', 'person_id rules', { order: 'x.person_id' }),
  kind(
    'delegation',
    'delegation',
    'id person_id to_id starts_at ends_at only_away policy_ids handed_over created_at',
  ),
];

export const auditKinds: readonly Kind[] = [
  kind(
    'auditEntry',
    'audit_entry',
    'id at actor_kind actor_id action subject_type subject_id channel request_id detail seq',
    {
      about: 'audit',
      // By them the chain can be compared with what was kept of it elsewhere.
      more: { detailHash: `encode(x.detail_hash, 'hex')`, hash: `encode(x.hash, 'hex')` },
    },
  ),
];
