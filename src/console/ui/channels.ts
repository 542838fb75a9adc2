/** The chats in which people have accounts, by the names that their makers give them. */
export const chatNames: Record<string, string> = { slack: 'Slack', teams: 'Microsoft Teams' };

/** Where Deskbell writes to somebody, as people call it. */
export const placeName = (channel: string): string =>
  channel === 'web' ? 'The portal' : (chatNames[channel] ?? channel);
