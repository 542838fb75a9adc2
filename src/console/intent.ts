import { useRef } from 'react';

/**
 * Ids of what a person means to do once. The same content gets the same id until it is settled, so a retry, a
 * double click or a sending after a lost answer has one effect; meant again later, it gets a new one.
 */
export class Intents {
  readonly #ids = new Map<string, string>();

  idOf(content: unknown): string {
    const key = JSON.stringify(content) ?? '';
    const id = this.#ids.get(key) ?? crypto.randomUUID();
    this.#ids.set(key, id);
    return id;
  }

  settle(content: unknown): void {
    this.#ids.delete(JSON.stringify(content) ?? '');
  }
}

export function useIntents(): Intents {
  const intents = useRef<Intents>(null);
  intents.current ??= new Intents();
  return intents.current;
}
