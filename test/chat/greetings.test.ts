import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSmallTalk, isThanks } from '../../src/chat/greetings.ts';
import * as lists from '../../src/chat/greetings-words.ts';

const greetings = [
  'hi',
  'Hi!',
  'hello team',
  'Hello everyone :wave:',
  'hey there',
  'heyyyy',
  'Good morning all 🙂',
  'good morning @it-support',
  'Hi <@U024BE7LH>!',
  '<at>Deskbell</at> hello',
  'hello?',
  'HELLO!!!',
  'ｈｅｌｌｏ',
  'h\u200bi',
  'how are you?',
  'Happy Friday everyone 🎉☕',
  '👋',
  'Hallo zusammen',
  'Guten Morgen!',
  'Grüezi miteinander',
  'Bonjour à tous,',
  'Salut 👋',
  'Hola equipo',
  '¡Buenos días a todos!',
  'Olá pessoal',
  'bom dia',
  'Ciao a tutti',
  'Buongiorno',
  'Hoi allemaal',
  'Goedemorgen',
  'Cześć wszystkim',
  'Dzień dobry!',
  'おはようございます',
  'お疲れ様です。',
  'こんにちは!よろしくお願いします',
  'hmm',
];

const thankful = [
  'thanks',
  'thanks a lot!!',
  'Thanks so much, team! 🙏🏽',
  'thank you',
  'thaaanks',
  'thx',
  'ok',
  'OK.',
  'okay, thanks',
  'Ok got it, thank you very much',
  'this works now, thank you',
  'It’s working now, thanks everyone!',
  'that did it, cheers',
  '👍',
  '👍🏿',
  '❤️',
  '🙇‍♀️ thanks',
  ':+1:',
  ':thumbsup::skin-tone-3: great',
  '+1',
  'great, cheers',
  'Perfect :)',
  'yes, all good now',
  'no problem',
  'No worries, thanks for the update!',
  'Hi team, thanks for your help',
  'awesome 🎉🎉🎉',
  'well done!',
  '*thanks* _a lot_',
  'Danke schön!',
  'Vielen Dank für die schnelle Hilfe',
  'super, danke euch',
  'jetzt geht es wieder, merci',
  'Alles klar',
  'Merci beaucoup !',
  "D'accord, merci à tous",
  'ça marche maintenant, merci',
  'Muchas gracias',
  'ya funciona, gracias',
  'Muito obrigado pessoal',
  'agora funciona, obrigada',
  'Grazie mille a tutti',
  'ora funziona, grazie',
  'Bedankt voor je hulp!',
  'het werkt weer, dank je wel',
  'Dziękuję bardzo',
  'już działa, dzięki',
  'ありがとうございます!',
  '了解しました。ありがとうございました',
  '直りました、助かりました🙏',
  'ありがとうーー!',
];

const requests = [
  'hi, my laptop is dead',
  'hello, printer on fire',
  'hello? printer on fire',
  'thanks but it is still broken',
  'thanks, but no',
  'ok so vpn fails',
  'ok but now outlook is down',
  'help',
  'help!',
  'please help',
  'hi, can you help me?',
  'hi all, is the VPN down?',
  'vpn',
  'password',
  'laptop dead',
  'not working',
  'it is not working',
  "it's not working, thanks",
  'it does not work',
  'still broken',
  'still nothing, thanks',
  'it works now?',
  'is it working now',
  'works now and then',
  'it works now and then',
  'no good',
  'no, it works now',
  'this never works',
  'nothing works',
  'fixed? it is not',
  'thanks for resetting my password, but it expired again',
  'thanks in advance for a new laptop',
  'thank you for approving my access to SAP',
  'hi team new starter on Monday',
  'Good morning, I need access to Jira',
  'morning report fails',
  'hi, what is the wifi password?',
  'urgent',
  'URGENT!!!',
  '???',
  '...',
  '',
  '   ',
  '\u200b',
  '👎',
  '🔥',
  '🖨️🔥',
  'hi 🔥',
  ':fire:',
  ':sob:',
  'thanks :(',
  'hi https://example.com/error',
  'hi `ls -la`',
  'ok 404',
  'error 500',
  '1',
  'hi <#C024BE7LR|outage>',
  'team',
  'it support',
  'hi Bob needs a mouse',
  'great, now my screen is black',
  'super slow',
  'all down',
  'cool, the server room is hot',
  'perfect storm: mail and vpn down',
  'Hallo, mein Drucker geht nicht',
  'geht nicht',
  'es geht nicht, danke',
  'Danke, aber es geht immer noch nicht',
  'Guten Morgen, VPN tot',
  'bonjour, ça ne marche pas',
  'ça marche pas',
  'merci de réinitialiser mon mot de passe',
  'no funciona',
  'hola, no funciona',
  'gracias, pero no funciona',
  'não funciona',
  'non funziona',
  'non va bene',
  'ciao, non funziona',
  'het werkt niet',
  'hoi, wifi werkt niet',
  'nie działa',
  'cześć, nie działa',
  'プリンターが壊れました',
  'お疲れ様です。プリンターが動きません',
  'ありがとうございます。でもまだ動きません',
  '直りましたか?',
  'はいれません',
  'hello '.repeat(15),
  `hi${' '.repeat(400)}`,
];

describe('isSmallTalk', () => {
  it.each([...greetings, ...thankful, 'no', 'nope', 'nein danke', 'nie, dziękuję'])('%j is', (text) => {
    expect(isSmallTalk(text)).toBe(true);
  });

  it.each(requests)('%j is a request', (text) => {
    expect(isSmallTalk(text)).toBe(false);
    expect(isThanks(text)).toBe(false);
  });

  it('has enough of both in its tables', () => {
    expect(greetings.length + thankful.length).toBeGreaterThanOrEqual(60);
    expect(requests.length).toBeGreaterThanOrEqual(60);
  });

  it('never swallows a message with a word it does not know', () => {
    const known = fc.constantFrom(...greetings, ...thankful);
    // Not of the lists, nor of any language of theirs.
    const unknown = fc.constantFrom(
      'vpn',
      'laptop',
      'sap',
      'drucker',
      'mail',
      '0x80070005',
      'プリンター',
      'not',
      'but',
    );
    fc.assert(
      fc.property(known, unknown, known, (before, word, after) => {
        expect(isSmallTalk(`${before} ${word}`)).toBe(false);
        expect(isSmallTalk(`${word} ${after}`)).toBe(false);
        expect(isSmallTalk(`${before}, ${word}. ${after}`)).toBe(false);
      }),
    );
  });

  it('takes any text without harm, and thanks are always small talk', () => {
    const unit = fc.constantFrom(
      'hi',
      'ok',
      'thanks',
      'no',
      'it',
      'works',
      ' ',
      ':',
      '<',
      '@',
      '>',
      '👍',
      '!',
      'あ',
    );
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit, maxLength: 40 }));
    fc.assert(
      fc.property(text, (any) => {
        if (isThanks(any)) expect(isSmallTalk(any)).toBe(true);
      }),
    );
  });

  it('costs little however long the text', () => {
    const start = performance.now();
    for (const text of [
      'hi '.repeat(99),
      '<@'.repeat(150),
      ':'.repeat(300),
      'it '.repeat(100),
      '<'.repeat(200_000),
    ]) {
      isSmallTalk(text);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('isThanks', () => {
  it.each(thankful)('%j is', (text) => {
    expect(isThanks(text)).toBe(true);
  });

  it.each(['hi', 'Good morning all 🙂', 'hello?', 'no', 'nope', 'nein danke', 'not yet', 'こんにちは'])(
    '%j is not',
    (text) => {
      expect(isThanks(text)).toBe(false);
    },
  );
});

describe('the lists', () => {
  const phrases = [
    ...lists.greetings,
    ...lists.thanks,
    ...lists.acknowledgements,
    ...lists.goodNews,
    ...lists.refusals,
    ...lists.bareGreetings,
  ];

  it.each(phrases)('%j is written the way messages are read', (phrase) => {
    expect(isSmallTalk(phrase)).toBe(true);
  });

  it('hold no word of a request', () => {
    const words = new Set([...phrases, ...lists.fillers].flatMap((phrase) => phrase.split(' ')));
    for (const word of ['but', 'please', 'broken', 'down', 'cannot', 'nicht', 'niet', 'aber', 'pero']) {
      expect(words).not.toContain(word);
    }
    // Words that are in a phrase ("no problem") must mean nothing outside of it.
    for (const word of ['not', 'problem', 'issue', 'help', 'works', 'pas', 'hilfe', 'ayuda', 'aide']) {
      expect(isSmallTalk(`hi ${word}`), word).toBe(false);
    }
  });
});
