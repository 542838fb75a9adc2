/**
 * Loaded into the measured process ahead of its program. Asked by its parent, it collects garbage and answers with its
 * memory. It keeps nothing alive by itself.
 */
const collect = (globalThis as { gc?: () => void }).gc;

process.on('message', (asked) => {
  if (asked !== 'memory') return;
  collect?.();
  // What the first pass only finished off goes in the second.
  setImmediate(() => {
    collect?.();
    process.send?.(process.memoryUsage());
  });
});
process.channel?.unref();
