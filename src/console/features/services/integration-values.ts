/** How what comes in by an integration is taken, as its form has it. */
import type { AlertMapping, IntegrationSettings } from '../../../contract/services.ts';

type MappingField = keyof AlertMapping;
export type IntegrationValues = {
  name: string;
  alertPer: IntegrationSettings['alertPer'];
  ratePerMinute: number | string;
  everySeconds: number | string;
  graceSeconds: number | string;
  hasMapping: boolean;
  /** Empty: not asked. */
  mapping: Record<MappingField, string>;
};

/** What each expression finds; the order is that of the form. */
export const mappingFields: Record<MappingField, { label: string; placeholder: string }> = {
  items: { label: 'The list, where one body holds many', placeholder: 'alerts' },
  summary: { label: 'What is wrong', placeholder: 'title' },
  dedupKey: { label: 'The same while the same thing is wrong', placeholder: 'id' },
  severity: { label: 'How bad it is', placeholder: 'level' },
  source: { label: 'What is affected', placeholder: 'host.name' },
  labels: { label: 'Labels, as an object', placeholder: 'tags' },
  link: { label: 'A link', placeholder: 'url' },
  resolved: { label: 'True when it is over', placeholder: "status == 'ok'" },
  acknowledged: { label: 'True when somebody is on it', placeholder: "status == 'ack'" },
};
export const MAPPING_FIELDS = Object.keys(mappingFields) as MappingField[];

export function integrationValuesOf(name: string, settings: IntegrationSettings): IntegrationValues {
  const { alertPer, ratePerMinute, everySeconds, graceSeconds, mapping } = settings;
  return {
    ...{ name, alertPer, ratePerMinute, everySeconds, graceSeconds, hasMapping: mapping !== null },
    mapping: Object.fromEntries(
      MAPPING_FIELDS.map((field) => [field, mapping?.[field] ?? '']),
    ) as IntegrationValues['mapping'],
  };
}

/** The mapping that is sent; the contract checks it. */
export const mappingOf = ({ mapping }: Pick<IntegrationValues, 'mapping'>): Record<string, string> =>
  Object.fromEntries(Object.entries(mapping).filter(([, expression]) => expression.trim() !== ''));

/** What is sent; the contract checks it. */
export const integrationOf = (values: IntegrationValues): { name: string; settings: unknown } => ({
  name: values.name,
  settings: {
    alertPer: values.alertPer,
    ratePerMinute: values.ratePerMinute,
    everySeconds: values.everySeconds,
    graceSeconds: values.graceSeconds,
    mapping: values.hasMapping ? { summary: '', ...mappingOf(values) } : null,
  },
});

/** What changes with an integration or its settings. */
export const CHANGED = ['/services', '/heartbeats'];

/** What is wrong with its settings stands at fields of their names. */
export const atSettings = (errors: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).map(([path, words]) => [path.replace(/^settings\./, ''), String(words)]),
  );
