import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import type { Mark } from '../../src/contract/marks.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('a request, from the first word to the rating, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let ada: DeskPerson;
  /** The requester's screen, and the agent's. */
  let hers: Screen;
  let agent: Screen;

  const QUESTION = 'The printer on floor 2 jams';
  const said = (words: string) => hers.page.getByRole('article').filter({ hasText: words });
  const entry = (words: string) => agent.page.getByRole('article').filter({ hasText: words });
  const card = () => hers.page.getByRole('group', { name: /^REQ-1 ·/ });
  const more = async (item: string) => {
    await agent.press('More actions');
    await agent.page.getByRole('menuitem', { name: item }).click();
  };
  const pickTicket = async (label: string, number: string) => {
    await agent.dialog().getByLabel(label).first().fill(number);
    await agent.page.getByRole('option', { name: number }).first().click();
  };
  /** On a phone the facts are folded away. */
  const details = async () => {
    const fold = agent.page.locator('details:not([open]) > summary', { hasText: 'Details' });
    if (await fold.count()) await fold.click();
  };
  const writeAs = (who: 'Reply' | 'Internal note') =>
    agent.page.getByRole('radiogroup', { name: 'Who reads what you write' }).getByText(who).click();

  beforeAll(async () => {
    desk = await startDeskbell();
    const [it] = (await desk.call(api.teams.list, {})).items;
    const network = await desk.call(api.teams.create, { name: 'Network' });
    await desk.call(api.queues.create, { name: 'Network and VPN', teamId: network.id });
    grace = await desk.person('Grace Hopper');
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: it?.id });
    [hers, agent] = await Promise.all([signIn(desk, width, grace), signIn(desk, width, ada, '/queues')]);
    await agent.sees('Nothing waits here');
  });
  afterAll(() => closeDesk(desk));

  test('a greeting is answered and becomes no ticket', async () => {
    await hers.fill('What do you need help with?', 'Hi');
    await hers.press('Send');
    await hers.sees(/^Hello!/);
    await hers.sees('No open requests');
    await hers.look('home-greeting');
    expect((await desk.call(api.tickets.list, {})).items).toEqual([]);
  });

  test('a message with a file becomes a request, and the agents see it come in without reloading', async () => {
    await agent.page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await hers.fill('What do you need help with?', `${QUESTION}\nPaper is stuck, see the picture.`);
    await hers.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'jam.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('a picture, in words'),
      });
    await hers.page.getByRole('list', { name: 'Files to send' }).waitFor();
    await hers.press('Send');
    await hers.heading(QUESTION);
    await hers.page.getByRole('link', { name: /jam\.txt/ }).waitFor();
    await hers.sees('Nobody yet', card());
    await hers.look('request-new', { dark: true });

    await agent.page.getByRole('link', { name: QUESTION }).waitFor();
    expect(await agent.page.evaluate(() => 'sameDocument' in window), 'the same document').toBe(true);
  });

  test('a form becomes a request too', async () => {
    await hers.open('/');
    await hers.press('Use the form');
    const form = hers.dialog('New request');
    await hers.press('Send', form);
    await hers.sees('Fill this in.', form);
    await hers.fill('In a few words', 'Printer jams again', form);
    await hers.fill('What do you need, or what is wrong?', 'The one on floor 2, again.', form);
    await hers.look('request-form');
    await hers.press('Send', form);
    await hers.heading('Printer jams again');
    await hers.sees('The one on floor 2, again.');
    await hers.open('/');
    await hers.sees(QUESTION);
    await hers.look('home-requests');
    await agent.page.getByRole('link', { name: 'Printer jams again' }).waitFor();
    await agent.look('queues-live');
  });

  test('an agent opens and takes it with the keyboard alone, and the requester sees who has it', async () => {
    await hers.open('/requests/REQ-1');
    await hers.sees('Nobody yet', card());
    await agent.page.getByRole('heading', { name: 'All queues' }).focus();
    await agent.page.keyboard.press('ArrowDown');
    await agent.page.keyboard.press('ArrowDown');
    await agent.page.keyboard.press('ArrowUp');
    await agent.page.keyboard.press('ArrowDown');
    await agent.page.getByRole('link', { name: QUESTION }).and(agent.page.locator(':focus')).waitFor();
    await agent.page.keyboard.press('Enter');
    await agent.heading(QUESTION);
    await agent.sees('nobody has it');
    await agent.page.keyboard.press('t');
    await agent.sees('with Ada Lovelace');
    await hers.sees('Ada Lovelace', card());
    await hers.sees('In progress', card());
  });

  test('an internal note looks different from a reply, and never reaches the requester', async () => {
    await agent.page.keyboard.press('n');
    await agent.page
      .getByRole('textbox', { name: 'Internal note' })
      .and(agent.page.locator(':focus'))
      .waitFor();
    await agent.page.keyboard.type('The drum is worn out; do not promise a date.');
    await agent.look('ticket-note');
    await agent.page.keyboard.press('Control+Enter');
    await entry('The drum is worn out').waitFor();
    await writeAs('Reply');
    await agent.fill('Reply to Grace Hopper', 'I am on my way with a new drum.');
    await agent.press('Send reply');
    await entry('I am on my way').waitFor();
    await hers.sees('I am on my way with a new drum.');

    const note = agent.page.getByRole('article', { name: 'Internal note by Ada Lovelace' });
    const reply = agent.page.getByRole('article', { name: 'Reply by Ada Lovelace' });
    await agent.sees('Internal note', note);
    const paint = (element: Element): string =>
      [element, ...element.querySelectorAll('*')].map((one) => getComputedStyle(one).backgroundColor).join();
    expect(await note.evaluate(paint)).not.toBe(await reply.evaluate(paint));
    await agent.look('ticket', { dark: true });

    await hers.page.reload();
    await hers.sees('I am on my way with a new drum.');
    await hers.seesNot(/drum is worn out/);
  });

  test('the requester answers, corrects a message and takes one back; the agent sees it at once', async () => {
    for (const words of ['It is the left prniter.', 'Never mind this one.']) {
      await hers.fill('Your message to the desk', words);
      await hers.press('Send');
      await said(words).waitFor();
      await entry(words).waitFor();
    }
    await said('It is the left prniter.')
      .getByRole('button', { name: 'Edit or delete this message' })
      .click();
    await hers.page.getByRole('menuitem', { name: 'Edit' }).click();
    await hers.fill('Your message', 'It is the left printer.', hers.page.getByRole('article'));
    await hers.press('Save');
    await hers.sees('edited', said('It is the left printer.'));
    await entry('It is the left printer.').getByRole('button', { name: 'edited' }).waitFor();

    await said('Never mind this one.').getByRole('button', { name: 'Edit or delete this message' }).click();
    await hers.page.getByRole('menuitem', { name: 'Delete' }).click();
    await hers.press('Delete', hers.dialog('Delete this message?'));
    await hers.sees('This message was deleted');
    await agent.sees(/^Deleted/);
    await agent.seesNot('Never mind this one.');
  });

  test('what is written in a chat keeps its looks, and its links lead where they say', async () => {
    const text = [
      'I tried this:',
      'lpstat -p floor2',
      'Printer is stopped',
      'It is stuck at "stopped". See the guide (https://print.example/guide).',
      '<b>Do not</b> open the tray.',
    ].join('\n');
    const look = (type: Mark['type'], words: string) => ({
      ...{ type, at: text.indexOf(words), length: words.length },
    });
    const marks = [
      // As Teams tells a block.
      look('block', 'lpstat -p floor2'),
      look('code', 'lpstat -p floor2'),
      look('quote', 'Printer is stopped'),
      look('italic', 'stuck'),
      look('code', 'stopped".'),
      look('bold', 'the guide (https://'),
      look('strike', 'open the tray'),
    ];
    await desk.run('test/browser/support/say-from-chat.ts', ada.id, 'REQ-1', JSON.stringify({ text, marks }));
    for (const [screen, article] of [
      [agent, entry('I tried this')],
      [hers, said('I tried this')],
    ] as const) {
      await article.waitFor();
      const drawn = (element: string) => article.locator(element).allTextContents();
      expect(await drawn('pre')).toEqual(['lpstat -p floor2\n']);
      expect(await drawn('blockquote')).toEqual(['Printer is stopped\n']);
      expect(await drawn('em')).toEqual(['stuck']);
      expect(await drawn('code')).toEqual(['lpstat -p floor2', 'stopped".']);
      const back = await article
        .locator('pre code')
        .evaluate((code) => getComputedStyle(code).backgroundColor);
      expect(back, 'a block is painted once').toBe('rgba(0, 0, 0, 0)');
      expect(await drawn('strong')).toEqual(['the guide (', 'https://']);
      expect(await drawn('s')).toEqual(['open the tray']);
      await screen.sees(/<b>Do not<\/b>/, article);
      const link = article.getByRole('link', { name: 'https://print.example/guide' });
      await expect.poll(() => link.getAttribute('href')).toBe('https://print.example/guide');
      await expect.poll(() => link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
      await article.scrollIntoViewIfNeeded();
    }
    await agent.look('ticket-looks', { dark: true });
    await hers.look('request-looks', { dark: true });
    await entry('I tried this').getByRole('button', { name: 'Actions for this message' }).click();
    await agent.page.getByRole('menuitem', { name: 'Edit' }).click();
    await agent.sees(/Once changed here it is plain text/);
    await agent.look('ticket-looks-edit');
    await agent.fill('Edit the reply', 'I tried this: nothing.');
    await agent.press('Save');
    await hers.sees('I tried this: nothing.');
    expect(await said('I tried this').locator('pre, strong, em').count()).toBe(0);
  });

  test('the agent holds it, and the requester’s card says what it waits for', async () => {
    await agent.press('Hold');
    await agent.sees(/a question that Grace Hopper reads/, agent.dialog('Put REQ-1 on hold'));
    await agent.dialog().getByLabel('Comment').fill('Which paper do you use?');
    await agent.look('ticket-hold');
    await agent.press('Put on hold', agent.dialog());
    await hers.sees('On hold: waiting for the requester', card());
    await hers.sees('Waiting for you');
    await hers.look('request-waiting');
    await agent.press('Take off hold');
    await hers.sees('In progress', card());
  });

  test('another priority needs a reason', async () => {
    await more('Edit');
    const form = agent.dialog('Edit REQ-1');
    await form.getByRole('checkbox', { name: 'Set it by hand' }).check();
    await form.getByRole('combobox', { name: 'Priority' }).selectOption('1');
    await agent.press('Save', form);
    await agent.sees('must say why', form);
    await agent.fill('Why', 'The board meets at noon', form);
    await agent.look('ticket-edit');
    await agent.press('Save', form);
    await form.waitFor({ state: 'hidden' });
    await details();
    await agent.sees('The board meets at noon');
    await agent.sees(/^P1/);
  });

  test('it moves to another queue, and is linked to a ticket about the same thing', async () => {
    await agent.press('Move', agent.page.getByRole('region', { name: 'What to do with it' }));
    const form = agent.dialog('Move REQ-1');
    await form.getByLabel('Queue').first().click();
    await agent.page.getByRole('option', { name: 'Network and VPN' }).click();
    await agent.look('ticket-move');
    await agent.press('Move', form);
    await form.waitFor({ state: 'hidden' });
    await agent.page.getByRole('link', { name: 'Network and VPN' }).first().waitFor();
    await hers.sees('Network and VPN', card());

    await more('Link to another ticket');
    await pickTicket('Ticket', 'REQ-2');
    await agent.look('ticket-link');
    await agent.press('Link', agent.dialog());
    await details();
    await agent.page.getByRole('button', { name: 'Remove the link to REQ-2' }).waitFor();
  });

  test('a message about something else becomes a ticket of its own', async () => {
    await entry('It is the left printer.').getByRole('button', { name: 'Actions for this message' }).click();
    await agent.page.getByRole('menuitem', { name: 'Make it a ticket of its own' }).click();
    await agent.fill('Title', 'Label the printers', agent.dialog());
    await agent.look('ticket-split');
    await agent.press('Open the ticket', agent.dialog());
    await agent.heading('Label the printers');
    await agent.sees('REQ-3');
    await hers.open('/');
    await hers.sees('Label the printers');
  });

  test('the same question twice becomes one ticket, and both numbers lead there', async () => {
    await agent.open('/tickets/REQ-2');
    await more('Merge into another ticket');
    await pickTicket('Into', 'REQ-1');
    await agent.look('ticket-merge');
    await agent.press('Merge', agent.dialog('Merge REQ-2 into another ticket'));
    await agent.press('Merge', agent.dialog('Merge REQ-2 into REQ-1?'));
    await agent.heading(QUESTION);
    await agent.open('/tickets/REQ-2');
    await agent.sees(/REQ-1/);
    await hers.open('/requests/REQ-2');
    await hers.heading(QUESTION);
    await hers.sees('Network and VPN', card());
    await hers.sees('I am on my way with a new drum.');
  });

  test('it is resolved, reopened by the requester, and resolved again', async () => {
    await agent.open('/tickets/REQ-1');
    await hers.open('/requests/REQ-1');
    await hers.sees('In progress', card());
    const resolve = async (words: string) => {
      await agent.press('Resolve', agent.page.getByRole('region', { name: 'What to do with it' }));
      const form = agent.dialog('Resolve REQ-1');
      await agent.fill('What Grace Hopper reads', words, form);
      if (words.startsWith('A new')) await agent.look('ticket-resolve');
      await agent.press('Resolve', form);
      await form.waitFor({ state: 'hidden' });
    };
    await resolve('A new drum is in.');
    await hers.sees(/A new drum is in\./, card());
    await hers.look('request-resolved');
    await hers.press('Reopen', card());
    await hers.sees('In progress', card());
    await agent.page.getByRole('button', { name: 'Take off hold' }).waitFor({ state: 'hidden' });
    await resolve('And a new roller.');
    await hers.sees(/And a new roller\./, card());
  });

  test('the requester rates the help by the button of the card, once', async () => {
    await hers.press('Rate the help', card());
    const form = hers.dialog(/^Rate REQ-/);
    await form.getByRole('combobox', { name: 'How well were you helped?' }).selectOption('4');
    await hers.fill('Comment', 'Quick, thank you', form);
    await hers.look('request-rate');
    await hers.press('Send', form);
    await hers.sees('Rated 4 of 5. Thank you.', card());
    expect(await card().getByRole('button', { name: 'Rate the help' }).count()).toBe(0);
    await details();
    await agent.sees('Quick, thank you');
    await agent.look('ticket-resolved');
  });

  test('another requester does not find it', async () => {
    const linus = await signIn(desk, width, await desk.person('Linus Torvalds'));
    await linus.sees('No open requests');
    linus.forgive(/status of 404/);
    await linus.open('/requests/REQ-1');
    await linus.heading('There is no request REQ-1');
    await linus.look('request-unknown');
    await linus.close();
  });
});
