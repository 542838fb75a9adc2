import type { Integration } from '../../contract/services.ts';
import { planPaging } from '../../domain/escalation/plan.ts';
import {
  addIntegration,
  previewMapping,
  revokeIntegration,
  rotateKey,
  updateIntegration,
} from '../../domain/services/integrations.ts';
import { listPayloads } from '../../domain/services/payloads.ts';
import { createService, listServices, updateService } from '../../domain/services/services.ts';
import type { Api, Handlers } from '../bind.ts';

type WithKey = { integration: Integration; key: string };

/** Where to send. What names the key by itself in what it sends has an address without one. */
function withPath({ integration, key }: WithKey): WithKey & { path: string } {
  const paths: Partial<Record<Integration['source'], string>> = {
    pagerduty: '/v2/enqueue',
    opsgenie: '/v2/alerts',
  };
  const path = paths[integration.source] ?? `/hooks/${integration.source}/${key}`;
  return { integration, key, path };
}

export const serviceRoutes: Handlers<Api['services']> = {
  list: listServices,
  create: createService,
  update: updateService,
  plan: planPaging,
  addIntegration: async (ctx, input) => withPath(await addIntegration(ctx, input)),
  updateIntegration,
  rotateKey: async (ctx, input) => withPath(await rotateKey(ctx, input)),
  payloads: listPayloads,
  previewMapping,
  revokeIntegration,
};
