const WORDS = ['critical', 'high', 'moderate', 'low', 'planning'] as const;

/** `P1 (critical)`. */
export const severityInWords = (severity: number) => `P${severity} (${WORDS[severity - 1] ?? '?'})`;
