import { expect, test } from 'vitest';
import { withoutSecrets } from '../../../src/domain/services/secrets.ts';

test.each([
  [
    '{"password":"x1","a":{"apiKey":"x2","n":1}}',
    '{"password":"(removed)","a":{"apiKey":"(removed)","n":1}}',
  ],
  ['{"routing_key":"x","dedup_key":"disk"}', '{"routing_key":"(removed)","dedup_key":"disk"}'],
  [
    '{"url":"https://a.example/?x=1&access_token=abc&y=2"}',
    '{"url":"https://a.example/?x=1&access_token=(removed)&y=2"}',
  ],
  ['secret = abc, other=1', 'secret = (removed), other=1'],
  ['{"token":{"kind":"a"},"text":"ok"}', '{"token":{"kind":"a"},"text":"ok"}'],
])('%s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test('takes no longer for words without an end', () => {
  const began = performance.now();
  for (const long of ['a'.repeat(2_000_000), `{"a":"${'password'.repeat(200_000)}"`]) withoutSecrets(long);
  expect(performance.now() - began).toBeLessThan(2_000);
});
