import type { Request } from 'express';

/** Where a sender puts the key of its integration, in the order in which it is looked for. Never in a query. */
export function keyOf(req: Request): string {
  return (
    (/^\/hooks\/[^/]+\/([\w-]+)$/.exec(req.path)?.[1] ?? '') ||
    textOf(req.get('x-deskbell-key')) ||
    (/^(?:GenieKey|Bearer|Token) +([\w-]+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? '')
  );
}

/** As PagerDuty’s senders do. */
export const routingKeyOf = (req: Request): string =>
  textOf((req.body as { routing_key?: unknown } | undefined)?.routing_key);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
