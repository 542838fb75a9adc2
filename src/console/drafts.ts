/** What somebody has typed and not sent, kept in this tab until it is sent or they sign out. */
const PREFIX = 'deskbell.draft.';

export function readDraft(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function keepDraft(key: string, draft: string | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, draft);
  } catch {
    // Full or forbidden: the draft lives as long as the page.
  }
}

export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  } catch {
    // There are none.
  }
}
