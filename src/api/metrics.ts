import { Counter, collectDefaultMetrics, Histogram, type Registry } from 'prom-client';

/** Seconds: from what nobody notices to what chat platforms give up on. */
const LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** What is measured as it happens; what stands in the database is asked when somebody scrapes. */
export type Metrics = {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  /** From the arrival of an event to the commit of what it caused. */
  intakeSeconds: Histogram<'channel'>;
  /** From the arrival of an event to our answer. */
  acknowledgeSeconds: Histogram<'channel'>;
  deliveryFailures: Counter<'channel'>;
};

/** Registers the metrics of this process, event loop lag and memory included. */
export function createMetrics(registry: Registry): Metrics {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'deskbell_http_request_seconds',
      help: 'Time that requests took, by route of the API',
      labelNames: ['method', 'route', 'status'],
      buckets: LATENCY,
      registers,
    }),
    intakeSeconds: new Histogram({
      name: 'deskbell_intake_seconds',
      help: 'Time from the arrival of an event on a channel to the commit of what it caused',
      labelNames: ['channel'],
      buckets: LATENCY,
      registers,
    }),
    acknowledgeSeconds: new Histogram({
      name: 'deskbell_acknowledge_seconds',
      help: 'Time from the arrival of an event on a channel to its acknowledgement',
      labelNames: ['channel'],
      buckets: LATENCY,
      registers,
    }),
    deliveryFailures: new Counter({
      name: 'deskbell_delivery_failures_total',
      help: 'Attempts to deliver a notice that failed',
      labelNames: ['channel'],
      registers,
    }),
  };
}
