import { listAudit } from '../../domain/audit/list.ts';
import { type VerifyOptions, verification } from '../../domain/audit/verify.ts';
import type { Api, Handlers } from '../bind.ts';

export const auditRoutes = (options: VerifyOptions): Handlers<Api['audit']> => ({
  list: listAudit,
  verify: (ctx) => verification(ctx, options),
});
