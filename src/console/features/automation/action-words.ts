/** What a rule or a macro does, in plain words. */
import type { RuleAction } from '../../../contract/automation.ts';
import type { MacroAction } from '../../../contract/macros.ts';
import { holdWords } from '../../ui/state-badge.tsx';
import { aKind, and, isText } from '../settings/rule-words.ts';
import { channelWord, levelWords, linkWords, resolutionWords } from '../ticket/words.ts';
import type { RuleNames } from './condition-words.ts';

const LONGEST = 60;
/** A text as it begins, in whole words. */
const begun = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return `“${line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/\s+\S*$/, '')} …` : line}”`;
};

export const tellWords: Record<string, string> = {
  assignee: 'the assignee',
  lead: 'the leads of the team',
  manager: 'the assignee’s manager',
};

export function actionWords(action: RuleAction | MacroAction, names: RuleNames): string {
  switch (action.do) {
    case 'assign':
      if (action.to === 'nobody') return 'put it back to unassigned';
      return `assign it to ${action.to === 'me' ? 'whoever applies it' : names.person(action.to)}`;
    case 'move':
      return `move it to ${names.queue(action.queueId)}`;
    case 'set':
      return setWords(action);
    case 'tag':
      return and.format(
        [
          action.add.length > 0 && `tag it ${and.format(action.add)}`,
          action.remove.length > 0 && `take away the ${tags(action.remove)}`,
        ].filter(isText),
      );
    case 'note':
      return `note ${begun(action.text)}`;
    case 'reply':
      return `reply ${begun(action.text)}`;
    case 'hold':
      return `put it on hold, ${holdWords[action.reason].toLowerCase()}`;
    case 'resume':
      return 'take it off hold';
    case 'resolve':
      return [
        `resolve it as ${resolutionWords[action.code].toLowerCase()} ${begun(action.text)}`,
        ...(action.withOpenChildren ? ['even with open child tickets'] : []),
      ].join(' ');
    case 'close':
      return 'close it';
    case 'cancel':
      return 'cancel it';
    case 'post':
      return `post ${begun(action.text)} in ${action.conversation} on ${channelWord(action.channel)}`;
    case 'tell':
      return `tell ${and.format(action.who.map((who) => tellWords[who] ?? names.person(who)))} ${begun(action.text)}`;
    case 'open_child':
      return `open the part ${begun(action.title)}${action.queueId ? ` in ${names.queue(action.queueId)}` : ''}`;
    case 'link':
      return `link it as ${linkWords[action.kind].out.toLowerCase()} ${action.to}`;
    case 'page': {
      const name = names.service(action.serviceId);
      return `page ${name ? `who answers for ${name}` : 'who is on call'} ${begun(action.text)}`;
    }
    case 'ask_approval': {
      const name = names.approvalPolicy(action.policyId);
      return name ? `ask for approval by “${name}”` : 'ask for approval';
    }
    case 'declare':
      return `declare it a major incident of P${action.severity}`;
    case 'webhook': {
      const name = names.webhook(action.webhookId);
      return name ? `call the webhook “${name}”` : 'call a webhook';
    }
  }
}

const tags = (some: readonly string[]) => `${some.length === 1 ? 'tag' : 'tags'} ${and.format(some)}`;

function setWords({ kind, impact, urgency, category }: Extract<RuleAction, { do: 'set' }>): string {
  return and.format(
    [
      kind && `make it ${aKind(kind)}`,
      impact && `set impact ${levelWords[impact].toLowerCase()}`,
      urgency && `set urgency ${levelWords[urgency].toLowerCase()}`,
      category && `set the category “${category}”`,
      category === null && 'take away the category',
    ].filter(isText),
  );
}
