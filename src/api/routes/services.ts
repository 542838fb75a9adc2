import type { Integration } from '../../contract/services.ts';
import { planPaging } from '../../domain/escalation/plan.ts';
import { listHeartbeats } from '../../domain/services/heartbeat-list.ts';
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
export function doorPath(source: Integration['source'], key: string): string {
  const paths: Partial<Record<Integration['source'], string>> = {
    pagerduty: '/v2/enqueue',
    opsgenie: '/v2/alerts',
  };
  return paths[source] ?? `/hooks/${source}/${key}`;
}

const withPath = ({ integration, key }: WithKey): WithKey & { path: string } => ({
  ...{ integration, key, path: doorPath(integration.source, key) },
});

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

export const heartbeatRoutes: Handlers<Api['heartbeats']> = { list: listHeartbeats };
