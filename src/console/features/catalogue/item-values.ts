/** An item of the catalogue as its form holds it: every part present, numbers as they are typed. */
import type { z } from 'zod';
import type { CatalogueField, CatalogueItem, CreateItem } from '../../../contract/catalogue.ts';

export type QuestionValues = {
  /** Tells them apart while they are moved and renamed; never sent. */
  key: string;
  type: CatalogueField['type'];
  name: string;
  label: string;
  hint: string;
  required: boolean;
  options: string[];
  /** Empty: as many characters as there may be, or any number. */
  min: number | string;
  max: number | string;
  /** The key of the question that it hangs on; empty: it is always asked. */
  whenKey: string;
  whenIs: string[];
};
export type StepValues = {
  key: string;
  title: string;
  description: string;
  /** Empty: where the request is. */
  queueId: string | null;
  stage: number | string;
};
export type ItemValues = {
  name: string;
  icon: string;
  description: string;
  category: string;
  who: CatalogueItem['audience']['who'];
  teamIds: string[];
  channels: CatalogueItem['channels'];
  fields: QuestionValues[];
  queueId: string | null;
  impact: string;
  urgency: string;
  tags: string[];
  approvalPolicyId: string | null;
  steps: StepValues[];
  /** Empty: nothing is said of it. */
  amount: number | string;
  currency: string;
};

let keys = 0;
const newKey = () => String(++keys);

export const newQuestion = (): QuestionValues => ({
  ...{ key: newKey(), type: 'text', name: '', label: '', hint: '', required: false, options: [] },
  ...{ min: '', max: '', whenKey: '', whenIs: [] },
});
export const newStep = (stage: number): StepValues => ({
  ...{ key: newKey(), title: '', description: '', queueId: null, stage },
});

export function valuesOf(item: CatalogueItem | null): ItemValues {
  return {
    name: item?.name ?? '',
    icon: item?.icon ?? '📦',
    description: item?.description ?? '',
    category: item?.category ?? '',
    who: item?.audience.who ?? 'everybody',
    teamIds: item?.audience.who === 'teams' ? item.audience.teamIds : [],
    channels: item?.channels ?? [],
    fields: questionsOf(item?.fields ?? []),
    queueId: item?.queueId ?? null,
    impact: String(item?.impact ?? 3),
    urgency: String(item?.urgency ?? 2),
    tags: item?.tags ?? [],
    approvalPolicyId: item?.approvalPolicyId ?? null,
    steps: (item?.steps ?? []).map((step) => ({ key: newKey(), ...step })),
    amount: item?.cost?.amount ?? '',
    currency: item?.cost?.currency ?? 'EUR',
  };
}

function questionsOf(fields: readonly CatalogueField[]): QuestionValues[] {
  const keyOf = new Map(fields.map(({ name }) => [name, newKey()]));
  return fields.map((field) => ({
    ...{ type: field.type, name: field.name, label: field.label, hint: field.hint },
    key: keyOf.get(field.name) ?? newKey(),
    required: field.required,
    options: 'options' in field ? field.options : [],
    min: 'min' in field ? (field.min ?? '') : '',
    max: 'max' in field ? (field.max ?? '') : '',
    whenKey: keyOf.get(field.when?.field ?? '') ?? '',
    whenIs: field.when?.is ?? [],
  }));
}

/** What is sent. */
export function itemOf(values: ItemValues): z.input<typeof CreateItem> {
  const { name, icon, description, category, who, teamIds, channels, tags, amount, currency } = values;
  return {
    ...{ name, icon, description, category, channels, tags },
    audience: who === 'teams' ? { who, teamIds } : { who },
    fields: values.fields.map((question) => fieldIn(question, values.fields)),
    queueId: values.queueId ?? '',
    impact: Number(values.impact) as 1 | 2 | 3,
    urgency: Number(values.urgency) as 1 | 2 | 3,
    approvalPolicyId: values.approvalPolicyId,
    steps: values.steps.map(({ title, description, queueId, stage }) => ({
      ...{ title, description, queueId, stage: Number(stage) },
    })),
    cost: amount === '' ? null : { amount: Number(amount), currency },
  };
}

/** The questions as they are now, for a preview: also what is not whole yet. */
export const fieldsOf = ({ fields }: Pick<ItemValues, 'fields'>): CatalogueField[] =>
  fields.map((question) => fieldIn(question, fields));

function fieldIn(question: QuestionValues, all: readonly QuestionValues[]): CatalogueField {
  const { type, name, label, hint, required, options, whenKey, whenIs } = question;
  const before = all.find(({ key }) => key === whenKey);
  const base = { name, label, hint, required, when: before ? { field: before.name, is: whenIs } : null };
  switch (type) {
    case 'text':
      return { type, ...base, max: numberOf(question.max) ?? 300 };
    case 'paragraph':
      return { type, ...base, max: numberOf(question.max) ?? 3_000 };
    case 'choice':
    case 'choices':
      return { type, ...base, options };
    case 'number':
      return { type, ...base, min: numberOf(question.min), max: numberOf(question.max) };
    case 'person':
    case 'date':
      return { type, ...base };
  }
}

const numberOf = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

/** Where the form has what the contract calls so. */
export const pathOf = (path: string): string =>
  path
    .replace(/^audience\.teamIds.*/, 'teamIds')
    .replace(/^cost\./, '')
    .replace(/\.when$|\.when\.field$/, '.whenKey')
    .replace(/\.when\.is(\.\d+)?$/, '.whenIs');

/** A name for a question by what it asks: “Which one?” is `which_one`. */
export function slugOf(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '');
  return plain.slice(0, 40).replace(/_+$/, '');
}

/** A name that no other question has. */
export function freeName(label: string, others: readonly string[]): string {
  const slug = slugOf(label) || 'question';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? slug : `${slug.slice(0, 36)}_${number}`;
    if (!others.includes(name)) return name;
  }
}
