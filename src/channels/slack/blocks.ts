/** The part of Block Kit that we speak: https://docs.slack.dev/reference/block-kit */

export type PlainText = { type: 'plain_text'; text: string; emoji: false };

export type Mrkdwn = { type: 'mrkdwn'; text: string };

export type Button = {
  type: 'button';
  action_id: string;
  text: PlainText;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: {
    title: PlainText;
    text: PlainText;
    confirm: PlainText;
    deny: PlainText;
    style?: 'danger';
  };
};

export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: PlainText; accessory?: Button }
  | { type: 'section'; fields: (PlainText | Mrkdwn)[] }
  | { type: 'context'; elements: PlainText[] }
  | { type: 'actions'; elements: Button[] }
  | { type: 'rich_text'; elements: RichPart[] };

export type RichPart = {
  type: 'rich_text_section' | 'rich_text_quote' | 'rich_text_preformatted';
  elements: (RichText | RichLink)[];
};
export type RichLink = { type: 'link'; url: string; text: string };
export type RichText = {
  type: 'text';
  text: string;
  style?: { bold?: true; italic?: true; strike?: true; code?: true };
};

export type Option = { text: PlainText; value: string };

export type Input =
  | {
      type: 'plain_text_input';
      action_id: string;
      multiline: boolean;
      max_length: number;
      initial_value?: string;
    }
  | { type: 'static_select'; action_id: string; options: Option[]; initial_option?: Option }
  | {
      type: 'checkboxes' | 'multi_static_select';
      action_id: string;
      options: Option[];
      initial_options?: Option[];
    }
  | { type: 'users_select'; action_id: string; initial_user?: string }
  | { type: 'datepicker'; action_id: string; initial_date?: string }
  | {
      type: 'number_input';
      action_id: string;
      is_decimal_allowed: true;
      initial_value?: string;
      min_value?: string;
      max_value?: string;
    }
  | { type: 'file_input'; action_id: string; max_files: number };

export type InputBlock = {
  type: 'input';
  block_id: string;
  label: PlainText;
  hint?: PlainText;
  optional: boolean;
  element: Input;
};

/** What somebody's home tab shows. */
export type HomeView = { type: 'home'; blocks: SlackBlock[] };

export type Modal = {
  type: 'modal';
  title: PlainText;
  submit: PlainText;
  close: PlainText;
  private_metadata: string;
  blocks: (SlackBlock | InputBlock)[];
};
