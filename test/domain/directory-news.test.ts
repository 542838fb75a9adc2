import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createEscalationPolicy,
  removeEscalationPolicy,
  updateEscalationPolicy,
} from '../../src/domain/escalation/policies.ts';
import { createMaintenance, endMaintenance } from '../../src/domain/maintenance/maintenances.ts';
import { createOverride, removeOverride } from '../../src/domain/oncall/overrides.ts';
import { createSchedule, removeSchedule, updateSchedule } from '../../src/domain/oncall/schedules.ts';
import {
  addIntegration,
  revokeIntegration,
  rotateKey,
  updateIntegration,
} from '../../src/domain/services/integrations.ts';
import { createService, updateService } from '../../src/domain/services/services.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from './alerts/alert-desk.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

test('everybody who shows services, policies, schedules or maintenance hears of each change', async () => {
  const admin = desk.ctxFor(desk.admin);
  /** Does it, and says whether it was told. */
  const isTold = async <Result>(change: Promise<Result>): Promise<Result> => {
    const news: string[] = [];
    const stop = desk.bus.subscribe((item) => news.push(item.topic));
    const result = await change;
    await expect.poll(() => news).toContain('directory');
    stop();
    return result;
  };
  const { id } = await isTold(createService(admin, { name: 'Payments', teamId: desk.team.id }));
  await isTold(updateService(admin, { id, tier: 1 }));
  const { integration } = await isTold(addIntegration(admin, { id, name: 'Probe', source: 'generic' }));
  await isTold(updateIntegration(admin, { id: integration.id, name: 'Cluster' }));
  await isTold(rotateKey(admin, { id: integration.id }));
  await isTold(revokeIntegration(admin, { id: integration.id }));
  const steps = [{ page: [{ who: 'person' as const, personId: desk.agent.id }], waitMinutes: 5 }];
  const policy = await isTold(createEscalationPolicy(admin, { name: 'At night', steps }));
  await isTold(updateEscalationPolicy(admin, { id: policy.id, repeat: 2 }));
  await isTold(removeEscalationPolicy(admin, { id: policy.id }));
  const layers = [
    {
      ...{ name: 'First', turns: [[desk.agent.id]], start: '2026-01-05T09:00' },
      every: { count: 1, unit: 'days' as const },
    },
  ];
  const schedule = await isTold(
    createSchedule(admin, { name: 'Desk', teamId: desk.team.id, timeZone: 'UTC', layers }),
  );
  await isTold(updateSchedule(admin, { id: schedule.id, name: 'Front desk' }));
  const hours = (count: number) => new Date(desk.clock.now().getTime() + count * HOUR).toISOString();
  const override = await isTold(
    createOverride(admin, { id: schedule.id, from: hours(0), to: hours(2), personIds: [desk.second.id] }),
  );
  await isTold(removeOverride(admin, { id: override.id }));
  await isTold(removeSchedule(admin, { id: schedule.id }));
  const maintenance = await isTold(
    createMaintenance(admin, { name: 'New disks', serviceIds: [id], endsAt: hours(1) }),
  );
  await isTold(endMaintenance(admin, { id: maintenance.id }));
});
