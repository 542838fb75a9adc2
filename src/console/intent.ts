import { useRef } from 'react';
import { ApiProblem } from './problem.ts';
import { uuid } from './uuid.ts';

/**
 * Ids of what a person means to do once. The same content gets the same id until it is settled, so a retry, a
 * double click or a sending after a lost answer has one effect; meant again later, it gets a new one.
 */
export class Intents {
  readonly #ids = new Map<string, string>();

  idOf(content: unknown): string {
    const key = JSON.stringify(content) ?? '';
    const id = this.#ids.get(key) ?? uuid();
    this.#ids.set(key, id);
    return id;
  }

  settle(content: unknown): void {
    this.#ids.delete(JSON.stringify(content) ?? '');
  }

  /** Does it under the content's id, and keeps the id while it is unknown whether it was done. */
  async once<T>(content: unknown, act: (id: string) => Promise<T>): Promise<T> {
    try {
      const result = await act(this.idOf(content));
      this.settle(content);
      return result;
    } catch (error) {
      if (error instanceof ApiProblem && !error.passing) this.settle(content);
      throw error;
    }
  }
}

export function useIntents(): Intents {
  const intents = useRef<Intents>(null);
  intents.current ??= new Intents();
  return intents.current;
}
