import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
  root: at('src/console'),
  plugins: [react()],
  build: {
    outDir: at('dist/console'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // Inlined assets become data: addresses, which the content security policy does not allow.
    assetsInlineLimit: 0,
    // The first that know `light-dark()`: for older ones it would be rewritten in a way that Mantine's switch of
    // the colour scheme does not reach.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // What must be set before anything else runs is a chunk of its own, so that no other can come before it.
    rolldownOptions: {
      input: { index: at('src/console/index.html'), 'push-worker': at('src/console/push-worker.ts') },
      output: {
        // A service worker has an address of its own that stays, at the top: what it is for is below it.
        entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: 'first', test: /console\/first\.ts$/ }] },
      },
    },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
});
