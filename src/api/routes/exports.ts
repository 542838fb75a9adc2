import { createExport, getExport, listExports, removeExport } from '../../domain/exports/exports.ts';
import type { Api, Handlers } from '../bind.ts';

export const exportRoutes = (dataDir: string): Handlers<Api['exports']> => ({
  create: createExport,
  list: listExports,
  get: getExport,
  remove: (ctx, input) => removeExport(ctx, dataDir, input),
});
