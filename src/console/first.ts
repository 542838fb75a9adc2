/**
 * What must be set before any other module runs: the first import of main.tsx, with no import of its own, and a
 * chunk of its own (.config/vite.config.ts), so that nothing comes before it.
 */

// The content security policy forbids `eval`, so zod must not even try to compile its parsers. This is where
// `z.config` keeps its settings; schemas read them as they are made, which is when their modules load.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** The nonce that lets style elements made at run time pass the content security policy. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

// The scroll lock below Mantine's dialogs makes style elements too, and reads its nonce from this global.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
