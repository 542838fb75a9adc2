import { z } from 'zod';
import type { AlertSeverity } from '../contract/alerts.ts';
import { eventOf } from '../domain/alerts/event.ts';
import { parse } from '../lib/parse.ts';
import { cut } from '../lib/text.ts';
import type { Source } from './source.ts';

/** A mail as mail.ts reads it. */
const Mail = z.object({
  subject: z.string().default(''),
  text: z.string().default(''),
  from: z.string().default(''),
});

/** Of a subject, before it is looked at. */
const MOST = 1_024;

/** How subjects begin that say what became of something: `[RESOLVED]`, `OK:`, `** RECOVERY `, `[FIRING:2]`. */
const OVER = /^(resolved|recovered|recovery|ok|up|cleared|closed)$/i;
const BEGINS = /^(down|problem|alert|alarm|firing|triggered|critical|crit|error|warning|warn|info|notice)$/i;
const MARK = /^[\s[(*]*(?:(?:re|fwd?|aw|wg):\s*)*[\s[(*]*([a-z]+)(?::\d+)?\s*(?:[\])*:]|\s-\s)[\s\])*:-]*/i;
const SEVERITIES: Record<string, AlertSeverity> = {
  ...{ critical: 'critical', crit: 'critical', down: 'critical', warning: 'warning', warn: 'warning' },
  ...{ info: 'info', notice: 'info' },
};

export const email: Source = {
  name: 'email',
  read(body) {
    const { subject, text, from } = parse(Mail, body);
    const whole = cut(subject.trim() || text.trim().split('\n')[0] || 'A mail without words', MOST);
    const words: string[] = [];
    let rest = whole;
    for (let mark = MARK.exec(rest); mark; mark = MARK.exec(rest)) {
      const word = (mark[1] ?? '').toLowerCase();
      if (!OVER.test(word) && !BEGINS.test(word)) break;
      words.push(word);
      rest = rest.slice(mark[0].length);
    }
    // What is over has the subject of what was wrong, but for the mark.
    const summary = rest.trim() || whole;
    return [
      eventOf({
        action: words.some((word) => OVER.test(word)) ? 'resolve' : 'trigger',
        dedupKey: summary.toLowerCase().replace(/\s+/g, ' '),
        ...{ summary, source: from || undefined },
        severity: words.map((word) => SEVERITIES[word]).find((severity) => severity) ?? 'error',
        labels: text.trim() ? { text: text.trim() } : {},
      }),
    ];
  },
};
