import { z } from 'zod';
import { Key, Zone } from './reader.ts';

/**
 * Opsgenie’s API v2 (docs.opsgenie.com), and the files of its configuration backup, which have the same objects with
 * what belongs to them beside.
 */

const At = z
  .union([z.iso.datetime({ offset: true }), z.number().transform((ms) => new Date(ms).toISOString())])
  .transform(String);
const Ref = z.object({ id: Key.nullish(), name: z.string().nullish() });
export const Recipient = z.object({
  ...{ type: z.string(), id: Key.nullish(), username: z.string().nullish(), name: z.string().nullish() },
});
export type Recipient = z.output<typeof Recipient>;

export const User = z.object({
  ...{ id: Key, username: z.string(), fullName: z.string().nullish(), timeZone: z.string().nullish() },
  ...{ blocked: z.boolean().nullish(), role: z.object({ name: z.string().nullish() }).nullish() },
});
export const RoutingRule = z.object({
  ...{ name: z.string().nullish(), isDefault: z.boolean().nullish(), notify: Recipient.nullish() },
});
export const Team = z.object({
  ...{ id: Key, name: z.string() },
  members: z
    .array(
      z.object({ user: z.object({ id: Key, username: z.string().nullish() }), role: z.string().nullish() }),
    )
    .nullish(),
  teamRoutingRules: z.array(RoutingRule).nullish(),
});
const Hour = z.number().int().min(0).max(24);
const Minute = z.number().int().min(0).max(59).nullish();
export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const Day = z.string().toLowerCase().pipe(z.enum(DAYS));
const Times = { startHour: Hour, startMin: Minute, endHour: Hour, endMin: Minute };
export const TimeRestriction = z.object({
  ...{ type: z.string(), restriction: z.object(Times).nullish() },
  restrictions: z.array(z.object({ ...Times, startDay: Day, endDay: Day })).nullish(),
});
export const RotationRecord = z.object({
  ...{ id: Key.nullish(), name: z.string().nullish(), enabled: z.boolean().nullish() },
  ...{ startDate: At, endDate: At.nullish(), length: z.number().int().min(1).nullish() },
  type: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['hourly', 'daily', 'weekly'])),
  ...{ participants: z.array(Recipient), timeRestriction: TimeRestriction.nullish() },
});
const Override = z.object({
  ...{ alias: z.string().nullish(), user: Recipient, startDate: At, endDate: At },
  rotations: z.array(z.object({ id: Key })).nullish(),
});
export const Schedule = z.object({
  ...{ id: Key, name: z.string(), timezone: Zone, enabled: z.boolean().nullish(), ownerTeam: Ref.nullish() },
  rotations: z.array(RotationRecord, 'are missing: ask with expand=rotation, or for each schedule by itself'),
  scheduleOverrideList: z.array(Override).nullish(),
  overrides: z.array(Override).nullish(),
});
export const Escalation = z.object({
  ...{ id: Key, name: z.string(), ownerTeam: Ref.nullish() },
  rules: z.array(
    z.object({
      ...{ condition: z.string().nullish(), notifyType: z.string().nullish(), recipient: Recipient },
      delay: z.object({ timeAmount: z.number().int().min(0), timeUnit: z.string().nullish() }).nullish(),
    }),
  ),
  repeat: z.object({ waitInterval: z.number().int().nullish(), count: z.number().int().nullish() }).nullish(),
});
export const Service = z.object({
  ...{ id: Key, name: z.string(), description: z.string().nullish(), teamId: Key.nullish() },
});
export const Integration = z.object({
  ...{ id: Key, name: z.string(), type: z.string().nullish(), enabled: z.boolean().nullish() },
  ...{ teamId: Key.nullish(), ownerTeam: Ref.nullish() },
});
export const Heartbeat = z.object({
  ...{ name: z.string(), interval: z.number().min(1).nullish(), intervalUnit: z.string().nullish() },
  ...{ enabled: z.boolean().nullish(), ownerTeam: Ref.nullish() },
});
