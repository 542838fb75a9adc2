import type { ReactNode } from 'react';

/** The drawing of a badge, beside its words. @param children drawn on 14 by 14 */
export const BadgeMark = ({ children }: { children: ReactNode }) => (
  <svg
    width="14"
    height="14"
    viewBox="0 0 14 14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

/** Drawings that several kinds of badges share. */
export const ROUND = <circle cx="7" cy="7" r="5" />;
/** It waits for somebody. */
export const DASHED = <circle cx="7" cy="7" r="5" strokeDasharray="2.2 1.73" />;
/** It is done. */
export const TICKED = (
  <>
    {ROUND}
    <path d="m4.9 7.2 1.5 1.5 2.8-3.1" />
  </>
);
/** It needs somebody. */
export const WARNING = (
  <>
    <path d="M7 1.8 13 12H1z" />
    <path d="M7 5.6v2.8M7 10.3v.1" />
  </>
);
