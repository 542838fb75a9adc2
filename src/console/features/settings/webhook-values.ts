import type { z } from 'zod';
import { CreateWebhook, type Webhook, type WebhookKind } from '../../../contract/webhooks.ts';
import { checkedBy } from '../ticket/form.ts';

export type WebhookValues = {
  name: string;
  url: string;
  kinds: WebhookKind[];
  queueIds: string[];
  /** One a line: `name: value`. */
  headers: string;
  /** Values of headers are never shown again, so they are kept or given anew. */
  keepsHeaders: boolean;
};

export const valuesOf = (webhook: Webhook | null): WebhookValues => ({
  name: webhook?.name ?? '',
  url: webhook?.url ?? '',
  kinds: webhook?.kinds ?? ['opened', 'changed', 'replied'],
  queueIds: webhook?.queueIds ?? [],
  headers: '',
  keepsHeaders: (webhook?.headerNames.length ?? 0) > 0,
});

export function headersIn(text: string): { name: string; value: string }[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', ...value] = line.split(':');
    return { name: name.trim(), value: value.join(':').trim() };
  });
}

export const inputOf = ({
  headers,
  keepsHeaders,
  ...values
}: WebhookValues): z.input<typeof CreateWebhook> => ({
  ...values,
  ...(keepsHeaders ? {} : { headers: headersIn(headers) }),
});

/** What is wrong with one of the headers stands at all of them. */
export function problemsOf(values: WebhookValues): Record<string, React.ReactNode> {
  const problems = checkedBy(CreateWebhook)(inputOf(values));
  return Object.fromEntries(
    Object.entries(problems).map(([path, words]) => {
      const [field = '', index] = path.split('.');
      return field === 'headers' && index ? [field, `Header ${Number(index) + 1} ${words}`] : [field, words];
    }),
  );
}
