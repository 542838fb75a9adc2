import { inCard } from './text.ts';

/**
 * The part of Adaptive Cards that we speak, as Teams takes it: https://adaptivecards.io/explorer. Teams shows up to
 * version 1.5.
 */

type TextBlock = {
  type: 'TextBlock';
  id?: string;
  text: string;
  wrap: true;
  weight?: 'Bolder';
  size?: 'Small' | 'Medium';
  isSubtle?: true;
  style?: 'heading';
  color?: 'Attention';
};

export type Element =
  | TextBlock
  | { type: 'Container'; style: ContainerStyle; bleed?: true; items: Element[] }
  | { type: 'FactSet'; facts: { title: string; value: string }[] }
  | { type: 'ActionSet'; actions: Action[] }
  | Input;

export type ContainerStyle = 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';

type InputBase = { id: string; label: string; isRequired: boolean; errorMessage?: string };
export type Input =
  | ({
      type: 'Input.Text';
      isMultiline: boolean;
      maxLength: number;
      value?: string;
    } & InputBase)
  | ({ type: 'Input.Date'; value?: string } & InputBase)
  | ({ type: 'Input.Number'; value?: number; min?: number; max?: number } & InputBase)
  | ({
      type: 'Input.ChoiceSet';
      style: 'compact' | 'filtered' | 'expanded';
      /** What is chosen comes as values with commas between. */
      isMultiSelect?: boolean;
      choices: { title: string; value: string }[];
      value?: string;
      placeholder?: string;
      /** Teams offers people itself. */
      'choices.data'?: { type: 'Data.Query'; dataset: string };
    } & InputBase);

type Styled = { title: string; style?: 'positive' | 'destructive' };
export type Submit = { type: 'Action.Submit'; data: unknown } & Styled;
export type Action =
  | Submit
  | ({ type: 'Action.Execute'; verb: string; data: unknown; fallback?: Submit } & Styled)
  | ({ type: 'Action.ShowCard'; card: AdaptiveCard } & Styled)
  | { type: 'Action.OpenUrl'; title: string; url: string };

export type AdaptiveCard = {
  type: 'AdaptiveCard';
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  version: '1.5';
  fallbackText?: string;
  /** For whom Teams asks anew, as they look at it. */
  refresh?: { action: { type: 'Action.Execute'; verb: string; data: unknown }; userIds: string[] };
  body: Element[];
  actions?: Action[];
};

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export const adaptiveCard = (parts: Pick<AdaptiveCard, 'body'> & Partial<AdaptiveCard>): AdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  ...parts,
});

/** A text as it is, at most `max` characters of it. */
export const textBlock = (text: string, max: number, look: Partial<TextBlock> = {}): TextBlock => ({
  type: 'TextBlock',
  text: inCard(text, max),
  wrap: true,
  ...look,
});

/** For what matters less. */
export const SMALL = { size: 'Small', isSubtle: true } as const;

export const attached = (card: AdaptiveCard) => ({ contentType: CARD_TYPE, content: card });
