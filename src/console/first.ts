/**
 * What must be set before any other module runs; the first import of main.tsx.
 * The content security policy forbids `eval`, so zod must not even try to compile its parsers.
 */
import { z } from 'zod';

z.config({ jitless: true });

/** The nonce that lets style elements made at run time pass the content security policy. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

// The scroll lock below Mantine's dialogs makes style elements too, and reads its nonce from this global.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
