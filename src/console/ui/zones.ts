/** Every IANA time zone that this browser knows, as options; `America/New_York` is found as `new york`, too. */
export const zoneOptions = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}));
