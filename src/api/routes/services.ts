import { planPaging } from '../../domain/escalation/plan.ts';
import { addIntegration, revokeIntegration } from '../../domain/services/integrations.ts';
import { createService, listServices, updateService } from '../../domain/services/services.ts';
import type { Api, Handlers } from '../bind.ts';

export const serviceRoutes: Handlers<Api['services']> = {
  list: listServices,
  create: createService,
  update: updateService,
  plan: planPaging,
  async addIntegration(ctx, input) {
    const { integration, key } = await addIntegration(ctx, input);
    // What pages PagerDuty names the key in what it sends.
    const path = integration.source === 'pagerduty' ? '/v2/enqueue' : `/hooks/${integration.source}/${key}`;
    return { integration, key, path };
  },
  revokeIntegration,
};
