import { NumberInput, type NumberInputProps } from '@mantine/core';
import settings from '../settings/settings.module.css';

/** How often a heartbeat is expected, and how late it may be. */
export function PeriodFields({ every, grace }: { every: NumberInputProps; grace: NumberInputProps }) {
  return (
    <div className={settings.fields}>
      <NumberInput
        label="Expected every so many seconds"
        description="When it was silent for so long, it is late"
        min={30}
        allowDecimal={false}
        thousandSeparator=","
        {...every}
      />
      <NumberInput
        label="Seconds of grace"
        description="After so many more it is missing, and an alert is opened"
        min={0}
        allowDecimal={false}
        thousandSeparator=","
        {...grace}
      />
    </div>
  );
}
