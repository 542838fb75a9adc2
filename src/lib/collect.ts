/**
 * Work that is done for all who ask at the same moment, in one go: nobody waits for what is under way.
 * @param run what is done for these
 */
export function collected<Item>(run: (items: Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let next: Promise<void> | undefined;
  return (item) => {
    waiting.push(item);
    next ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const batch = waiting;
        waiting = [];
        next = undefined;
        run(batch).then(resolve, reject);
      });
    });
    return next;
  };
}
