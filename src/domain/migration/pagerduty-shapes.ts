import { z } from 'zod';
import { Key, Zone } from './reader.ts';

/** What PagerDuty’s REST API v2 answers (developer.pagerduty.com/api-reference), as far as it is read. */

export const Ref = z.object({ id: Key, type: z.string().nullish(), summary: z.string().nullish() });
export type Ref = z.output<typeof Ref>;
const Refs = z.array(Ref).nullish();
const At = z.iso.datetime({ offset: true });

export const User = z.object({
  ...{ id: Key, name: z.string(), email: z.string().nullish(), time_zone: z.string().nullish() },
  ...{ role: z.string().nullish(), teams: Refs },
});
export const Team = z.object({
  ...{ id: Key, name: z.string() },
  /** As `/teams/{id}/members` has them. */
  members: z.array(z.object({ user: Ref, role: z.string().nullish() })).nullish(),
});
export const Restriction = z.object({
  type: z.enum(['daily_restriction', 'weekly_restriction']),
  start_time_of_day: z.string(),
  duration_seconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400),
  /** 1 Monday .. 7 Sunday. */
  start_day_of_week: z.number().int().min(1).max(7).nullish(),
});
export const ScheduleLayer = z.object({
  ...{ id: Key.nullish(), name: z.string().nullish(), start: At, end: At.nullish() },
  ...{ rotation_virtual_start: At, rotation_turn_length_seconds: z.number().int().min(1) },
  users: z.array(z.object({ user: Ref })),
  restrictions: z.array(Restriction).nullish(),
});
export const Schedule = z.object({
  ...{ id: Key, name: z.string(), time_zone: Zone, teams: Refs },
  schedule_layers: z.array(ScheduleLayer, 'are missing: ask for each schedule by itself'),
  overrides_subschedule: z
    .object({
      rendered_schedule_entries: z.array(z.object({ start: At, end: At, user: Ref.nullish() })).nullish(),
    })
    .nullish(),
});
export const Policy = z.object({
  ...{ id: Key, name: z.string(), num_loops: z.number().int().min(0).nullish() },
  escalation_rules: z.array(
    z.object({
      escalation_delay_in_minutes: z.number().int(),
      targets: z.array(Ref),
      escalation_rule_assignment_strategy: z.object({ type: z.string() }).nullish(),
    }),
  ),
});
export const Integration = z.object({
  ...{ id: Key, type: z.string().nullish(), summary: z.string().nullish(), name: z.string().nullish() },
  ...{ vendor: Ref.nullish(), service: Ref.nullish() },
});
const Seconds = z.number().int().min(0).nullish();
export const Service = z.object({
  ...{ id: Key, name: z.string(), description: z.string().nullish(), status: z.string().nullish() },
  ...{ escalation_policy: Ref.nullish(), teams: Refs },
  ...{ auto_resolve_timeout: Seconds, acknowledgement_timeout: Seconds },
  auto_pause_notifications_parameters: z
    .object({ enabled: z.boolean().nullish(), timeout: Seconds })
    .nullish(),
  alert_grouping_parameters: z
    .object({ type: z.string().nullish(), config: z.object({ timeout: Seconds }).nullish() })
    .nullish(),
  integrations: z.array(z.record(z.string(), z.unknown())).nullish(),
});
