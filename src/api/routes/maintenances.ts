import {
  createMaintenance,
  endMaintenance,
  listMaintenances,
  publishMaintenance,
} from '../../domain/maintenance/maintenances.ts';
import type { Api, Handlers } from '../bind.ts';

export const maintenanceRoutes: Handlers<Api['maintenances']> = {
  list: listMaintenances,
  create: createMaintenance,
  publish: publishMaintenance,
  end: endMaintenance,
};
