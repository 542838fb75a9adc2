import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../../src/channels/slack/blocks.ts';
import { formErrors, readSubmission } from '../../../src/channels/slack/read-form.ts';
import { renderForm } from '../../../src/channels/slack/render-form.ts';
import { raiseForm } from '../../../src/chat/actions.ts';
import type { Field, Form } from '../../../src/contract/card.ts';
import { statusFields } from '../../../src/contract/status-form.ts';
import { accountOf, send } from '../../chat/inbound.ts';
import { type Cast, createCast } from '../../domain/tickets/cast.ts';
import { viewTrouble } from '../../support/slack/validate-view.ts';
import { SHOP, statusAsked } from '../status-asked.ts';

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const formWith = (...fields: Field[]): Form => ({
  ...{ action: 'edit', value: 't1', title: 'Edit INC-1', submit: 'Save' },
  fields,
});
const render = (...fields: Field[]) => renderForm(formWith(...fields), { meta: '' });
const choice = (options: { value: string; label: string }[], initial?: string): Field => ({
  ...{ type: 'choice', name: 'what', label: 'What', required: true, options },
  ...(initial === undefined ? {} : { initial }),
});

/** What Slack sends when everything is filled in by this. */
function submitted(
  view: Modal,
  answer: (element: { type: string; options?: { value: string }[] }) => object,
) {
  const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []));
  const values = Object.fromEntries(
    inputs.map(({ block_id, element }) => [
      block_id,
      { [element.action_id]: { type: element.type, ...answer(element) } },
    ]),
  );
  return { private_metadata: view.private_metadata, state: { values } };
}

/** Long enough that it cannot be an option's own value. */
const long = (sign: string) => sign.repeat(200);

describe('the forms of the desk as Slack shows them', () => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await createCast();
  });
  afterAll(() => cast.close());

  it('an update of a major incident, with what the status page is to say', () => {
    const view = render(...statusFields(statusAsked));
    expect(viewTrouble(view)).toBeUndefined();
    const sent = readSubmission(
      submitted(view, ({ type, options }) =>
        type === 'plain_text_input' ? { value: 'We look.' } : { selected_option: options?.at(-1) },
      ),
    );
    expect(sent?.fields).toEqual({
      ...{ statusText: 'We look.', statusTitle: 'We look.' },
      ...{ statusPublic: 'yes', [`level ${SHOP}`]: 'major_outage' },
    });
  });

  it('raising a request', async () => {
    const form = await raiseForm(cast.ctxFor(cast.requester));
    const view = renderForm(form, { meta: 'C1' });
    expect(viewTrouble(view)).toBeUndefined();
    const unknown = { text: plain('I do not know'), value: '=' };
    expect(view).toEqual({
      type: 'modal',
      title: plain('New request'),
      submit: plain('Send'),
      close: plain('Cancel'),
      private_metadata: '{"action":"raise","value":"","meta":"C1","long":[]}',
      blocks: [
        {
          type: 'input',
          block_id: 'field:title',
          label: plain('In a few words'),
          optional: false,
          element: { type: 'plain_text_input', action_id: 'input', multiline: false, max_length: 300 },
        },
        {
          type: 'input',
          block_id: 'field:description',
          label: plain('What do you need, or what is wrong?'),
          optional: false,
          element: { type: 'plain_text_input', action_id: 'input', multiline: true, max_length: 3_000 },
        },
        {
          type: 'input',
          block_id: 'field:queueId',
          label: plain('Who should get it?'),
          optional: true,
          element: {
            type: 'static_select',
            action_id: 'input',
            options: expect.arrayContaining([
              unknown,
              { text: plain(cast.queue.name), value: `=${cast.queue.id}` },
            ]),
            initial_option: unknown,
          },
        },
        {
          type: 'input',
          block_id: 'field:attachmentIds',
          label: plain('Files'),
          optional: true,
          element: { type: 'file_input', action_id: 'input', max_files: 10 },
        },
      ],
    });
  });

  it('rating the help: nothing is chosen before its requester chooses', async () => {
    const number = await cast.open();
    await cast.put(number, 'resolved');
    const { id: value } = await cast.row(number);
    const press = { type: 'pressed', message: 'card', action: 'rate', value } as const;
    const { answer } = await send(cast, accountOf(cast.requester), press, { channel: 'web' });
    if (answer.type !== 'form') return expect.fail('It is no form.');
    const view = renderForm(answer.form, { meta: '' });
    expect(viewTrouble(view)).toBeUndefined();
    expect(view.title).toEqual(plain(`Rate ${number}`));
    const [score, comment] = view.blocks as { element?: object }[];
    expect(score).toMatchObject({
      block_id: 'field:score',
      element: { options: expect.arrayContaining([{ text: plain('1 – not at all'), value: '=1' }]) },
    });
    expect(score?.element).not.toHaveProperty('initial_option');
    expect(comment).toMatchObject({ block_id: 'field:comment', optional: true });
  });
});

describe('renderForm', () => {
  it('shows a title that is too long above the fields, too', () => {
    const title = 'Internal note on INC-1234567';
    const view = renderForm({ action: 'note', value: 'v', title, submit: 'Send', fields: [] }, { meta: '' });
    expect(view.title).toEqual(plain('Internal note on INC-12…'));
    expect(view.blocks).toEqual([{ type: 'section', text: plain(title) }]);
  });

  const inputs = (...fields: Field[]) =>
    render(...fields).blocks.flatMap((block) => (block.type === 'input' ? [block] : []));

  it('offers the first hundred of many, and says so', () => {
    const options = Array.from({ length: 120 }, (_, at) => ({ value: `${at}`, label: `Queue ${at}` }));
    const [input] = inputs({ ...choice(options), hint: 'Choose well.' });
    expect(input?.hint).toEqual(plain('Choose well. Only the first 100 are listed.'));
    expect(input?.element).toMatchObject({ options: { length: 100 } });
    expect(inputs(choice([]))[0]?.element).toMatchObject({
      options: [{ text: plain('Nothing to choose from'), value: '=' }],
    });
  });

  it('cuts what is in a field already to what the field takes', () => {
    const field = { name: 'title', label: 'Title', required: true, max: 5 };
    const [first, second, third] = inputs(
      { ...field, type: 'text', initial: 'four👩🏽‍💻' },
      { ...field, type: 'paragraph', initial: '\u200b', max: 9_000 },
      { ...field, type: 'paragraph', max: 0 },
    );
    expect(first?.element).toMatchObject({ max_length: 5, initial_value: 'four' });
    expect(second?.element).toEqual({
      ...{ type: 'plain_text_input', action_id: 'input', multiline: true, max_length: 3_000 },
    });
    expect(third?.element).toMatchObject({ max_length: 1 });
  });

  it('shows a person who has an account', () => {
    const person: Field = {
      ...{ type: 'person', name: 'assigneeId', label: 'Agent', required: true, agentsOnly: true },
      initial: 'p1',
    };
    const element = (userOf?: (id: string) => string | undefined) =>
      renderForm(formWith(person), { meta: '', userOf }).blocks[0];
    expect(element((id) => (id === 'p1' ? 'U1' : undefined))).toMatchObject({
      element: { type: 'users_select', action_id: 'input', initial_user: 'U1' },
    });
    expect(element()).toMatchObject({ element: { type: 'users_select', action_id: 'input' } });
  });

  it('refuses to carry more than Slack takes', () => {
    expect(() => renderForm(formWith(), { meta: 'x'.repeat(3_000) })).toThrow(/carries more/);
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('x', '👩🏽‍💻', '<!channel>', '\u202e').map((unit) => unit.repeat(4_000)),
  );
  const word = fc.string({ maxLength: 140 });
  const base = { name: word, label: text, hint: fc.option(text, { nil: undefined }), required: fc.boolean() };
  const anyField: fc.Arbitrary<Field> = fc.oneof(
    fc.record({
      ...base,
      type: fc.constantFrom('text' as const, 'paragraph' as const),
      ...{ max: fc.integer(), initial: fc.option(text, { nil: undefined }) },
    }),
    fc.record({
      ...base,
      type: fc.constant('choice' as const),
      options: fc.uniqueArray(fc.record({ value: word, label: text }), {
        ...{ selector: ({ value }) => value, maxLength: 130, size: 'max' },
      }),
      initial: fc.option(word, { nil: undefined }),
    }),
    fc.record({
      ...base,
      type: fc.constant('choices' as const),
      options: fc.uniqueArray(fc.record({ value: fc.uuid(), label: text }), {
        ...{ selector: ({ value }) => value, maxLength: 130, size: 'max' },
      }),
    }),
  );

  const anyFields = fc.uniqueArray(anyField, { selector: ({ name }) => name, maxLength: 6 });

  it('keeps any form to the limits of Slack', () => {
    fc.assert(
      fc.property(anyFields, text, (fields, title) => {
        const view = renderForm({ ...formWith(...fields), title, submit: title, files: true }, { meta: '' });
        expect(viewTrouble(view)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('gets back what was chosen, whatever its value is', () => {
    const values = ['', 'q1', '=', '#0', long('a'), long('b'), 'x'.repeat(149), 'x'.repeat(150)];
    const view = render(choice(values.map((value) => ({ value, label: 'x' }))));
    for (const [at, value] of values.entries()) {
      const sent = submitted(view, ({ options }) => ({ selected_option: options?.[at] }));
      expect(readSubmission(sent).fields).toEqual({ what: value });
    }
  });
});

describe('a field of which any number can be chosen', () => {
  const values = (count: number) => Array.from({ length: count }, (_, at) => `v${at}`);
  const several = (count: number, initial?: string): Field => ({
    ...{ type: 'choices', name: 'what', label: 'What', required: false },
    options: values(count).map((value) => ({ value, label: value })),
    ...(initial === undefined ? {} : { initial }),
  });

  it.each([
    [3, 'checkboxes'],
    [10, 'checkboxes'],
    [11, 'multi_static_select'],
    [120, 'multi_static_select'],
  ])('of %d is shown as %s, and gives back what was chosen', (count, type) => {
    const view = render(several(count, 'v2,v0,gone'));
    expect(viewTrouble(view)).toBeUndefined();
    const [block] = view.blocks;
    expect(block).toMatchObject({
      optional: true,
      element: { type, initial_options: [{ value: '=v0' }, { value: '=v2' }] },
    });
    const chosen = (at: number[]) =>
      readSubmission(
        submitted(view, ({ options }) => ({ selected_options: at.map((one) => options?.[one]) })),
      ).fields;
    expect(chosen([0, 2])).toEqual({ what: 'v0,v2' });
    expect(chosen([])).toEqual({});
  });
});

describe('a day and a number', () => {
  const day: Field = { type: 'date', name: 'by', label: 'By when?', required: true };
  const number = (min: number | null, max: number | null): Field => ({
    ...{ type: 'number', name: 'count', label: 'How many?', required: false, min, max },
  });

  it('are asked for by the inputs that Slack has for them', () => {
    const view = renderForm(formWith(day, number(1, 2.5)), { meta: 'C1' });
    expect(viewTrouble(view)).toBeUndefined();
    expect(view.blocks).toMatchObject([
      { optional: false, element: { type: 'datepicker' } },
      { optional: true, element: { type: 'number_input', min_value: '1', max_value: '2.5' } },
    ]);
    const filled = (element: { type: string }) =>
      element.type === 'datepicker' ? { selected_date: '2028-02-29' } : { value: '-1.5' };
    expect(readSubmission(submitted(view, filled)).fields).toEqual({ by: '2028-02-29', count: '-1.5' });
    const empty = (element: { type: string }) =>
      element.type === 'datepicker' ? { selected_date: null } : { value: null };
    expect(readSubmission(submitted(view, empty)).fields).toEqual({});
  });

  it('stand as they were written when the form is shown again', () => {
    const view = renderForm(
      formWith({ ...day, initial: '2026-12-01' }, { ...number(null, null), initial: '3' }),
      { meta: 'C1' },
    );
    expect(viewTrouble(view)).toBeUndefined();
    expect(view.blocks).toMatchObject([
      { element: { initial_date: '2026-12-01' } },
      { element: { initial_value: '3' } },
    ]);
  });
});

describe('readSubmission', () => {
  const form = formWith(
    { type: 'text', name: 'title', label: 'Title', required: true, max: 300 },
    { type: 'person', name: 'assigneeId', label: 'Agent', required: true, agentsOnly: true },
    choice([{ value: 'a', label: 'A' }]),
  );
  const view = renderForm({ ...form, files: true }, { meta: 'C1' });

  it('gives what was written, chosen and added', () => {
    const file = { id: 'F1', name: 'a.log', mimetype: 'text/plain', size: 3 };
    const sent = submitted(view, ({ options }) => ({
      ...{ value: '<!here> & so on', selected_user: 'U1', selected_option: options?.[0] },
      files: [{ ...file, user: 'U1' }],
    }));
    expect(readSubmission(sent)).toEqual({
      ...{ action: 'edit', value: 't1', meta: 'C1' },
      fields: { title: '<!here> & so on', what: 'a' },
      users: { assigneeId: 'U1' },
      files: [file],
    });
  });

  it('leaves out what was left empty, and blocks that are not ours', () => {
    const sent = submitted(view, () => ({ value: null, selected_user: null, selected_option: null }));
    const other = { other: { x: { type: 'plain_text_input', value: 'x' } } };
    expect(readSubmission({ ...sent, state: { values: { ...sent.state.values, ...other } } })).toEqual({
      ...{ action: 'edit', value: 't1', meta: 'C1', fields: {}, users: {}, files: [] },
    });
  });

  const memory = view.private_metadata;
  const value = (element: object) => ({ state: { values: { 'field:what': { input: element } } } });
  it.each([
    ['nothing', null],
    ['no memory', { ...value({}), private_metadata: 'x' }],
    ['another memory', { private_metadata: '{"action":1}', state: { values: {} } }],
    [
      'more than a form has',
      {
        private_metadata: memory,
        state: { values: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`field:${at}`, {}])) },
      },
    ],
    ['an unknown element', { ...value({ type: 'timepicker' }), private_metadata: memory }],
    [
      'too long a text',
      { ...value({ type: 'plain_text_input', value: 'x'.repeat(6_001) }), private_metadata: memory },
    ],
    [
      'an option that was not offered',
      { ...value({ type: 'static_select', selected_option: { value: '#7' } }), private_metadata: memory },
    ],
  ])('refuses %s', (_, sent) => {
    expect(() => readSubmission(sent)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

describe('formErrors', () => {
  const view = renderForm(
    {
      ...formWith(
        { type: 'text', name: 'title', label: 'Title', required: true, max: 300 },
        { type: 'paragraph', name: 'body', label: 'Text', required: true, max: 300 },
      ),
      files: true,
    },
    { meta: '' },
  );
  const sent = submitted(view, () => ({}));

  it('stand at their fields, those of no field at the first', () => {
    const errors = [
      { field: 'body', message: 'Too short' },
      { field: 'attachmentIds.0', message: 'Too large' },
      { field: 'number', message: 'Unknown' },
      { field: '', message: 'Not today' },
    ];
    expect(formErrors(errors, sent)).toEqual({
      response_action: 'errors',
      errors: {
        'field:body': 'Too short',
        'field:attachmentIds': 'Too large',
        'field:title': 'number: Unknown\nNot today',
      },
    });
  });
});
