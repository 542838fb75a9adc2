import { describe, expect, test } from 'vitest';
import { importedWords, problemWords } from '../../../../src/console/features/automation/import-words.ts';
import { outcomeWords } from '../../../../src/console/features/automation/run-words.ts';
import type { ActionOutcome } from '../../../../src/contract/automation.ts';

const RULES = { root: 'automations', one: 'Rule', many: 'Rules' };

test.each<[ActionOutcome, string]>([
  [{ do: 'tag', outcome: 'done', words: 'Tagged.' }, 'Tagged.'],
  [{ do: 'tag', outcome: 'unchanged', words: 'It was so already.' }, 'Tag: It was so already.'],
  [
    { do: 'link', outcome: 'failed', words: 'There is no such ticket.' },
    'Link to a ticket: There is no such ticket.',
  ],
  [
    { do: 'post', outcome: 'later', words: 'Not now.' },
    'Post in a conversation: Not now. It is tried again.',
  ],
  [{ do: 'unheard of', outcome: 'failed', words: 'What?' }, 'unheard of: What?'],
])('what became of an action: %j', (outcome, words) => {
  expect(outcomeWords(outcome)).toBe(words);
});

test.each([
  [{ added: 0, changed: 0, unchanged: 0 }, 'There was no rule in it.'],
  [{ added: 1, changed: 0, unchanged: 0 }, 'Rules: one was added.'],
  [{ added: 2, changed: 1, unchanged: 3 }, 'Rules: 2 were added, one was changed, 3 are as before.'],
  [{ added: 0, changed: 2, unchanged: 1 }, 'Rules: 2 were changed, one is as before.'],
])('what came of an import: %j', (counts, words) => {
  expect(importedWords(counts, RULES)).toBe(words);
});

describe('why an import was refused', () => {
  test.each<[string, Parameters<typeof problemWords>[0], string[]]>([
    [
      'no YAML',
      { detail: 'This is no YAML: at line 3', errors: [{ field: 'yaml', message: 'This is no YAML' }] },
      ['This is no YAML: at line 3'],
    ],
    [
      'several fields of a rule',
      {
        detail: 'Rule 2, in line 7: name: must not be empty (and 1 more)',
        errors: [
          { field: 'automations.1.name', message: 'must not be empty' },
          { field: 'automations.1.actions.0.text', message: 'must not be empty' },
        ],
      },
      ['Rule 2, in line 7: name: must not be empty', 'Rule 2, in line 7: actions.0.text: must not be empty'],
    ],
    [
      'a rule as a whole',
      { detail: 'Rule 12: no', errors: [{ field: 'automations.11', message: 'no' }] },
      ['Rule 12: no'],
    ],
    ['something else', { detail: 'Too many requests.' }, ['Too many requests.']],
  ])('%s', (_, details, words) => {
    expect(problemWords(details, RULES)).toEqual(words);
  });
});
