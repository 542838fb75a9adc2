/** The chats in which people have accounts, by the names that their makers give them. */
export const chatNames: Record<string, string> = { slack: 'Slack', teams: 'Microsoft Teams' };

/** Where Deskbell writes to somebody, as people call it. */
export const placeName = (channel: string): string =>
  channel === 'web' ? 'The portal' : (chatNames[channel] ?? channel);

/** What the id of a conversation looks like, where people write it themselves. */
export const conversationHint: Record<string, string> = {
  slack: 'Its id, such as T024BE7LD:C024BE91L',
  teams: 'Its id, such as 19:…@thread.tacv2',
};
