import {
  ActionIcon,
  Button,
  Checkbox,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { useForm } from '@mantine/form';
import { announce } from '../../ui/announce.tsx';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { MoveButton } from '../../ui/move-button.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import settings from '../settings/settings.module.css';
import { WeekFields, type WeekForm } from '../settings/week-fields.tsx';
import { CalendarLayer } from './calendar-layer.tsx';
import classes from './on-call.module.css';
import { newTurn, type ScheduleValues } from './schedule-values.ts';

type ScheduleForm = Pick<
  ReturnType<typeof useForm<ScheduleValues>>,
  | 'errors'
  | 'getInputProps'
  | 'getValues'
  | 'setFieldValue'
  | 'insertListItem'
  | 'removeListItem'
  | 'reorderListItem'
>;
type LayerFieldsProps = { form: ScheduleForm; index: number; onRemove: () => void };

/** The contract's limit. */
const MOST_TURNS = 50;

/** Who takes turns in a layer, how long a turn is, and at which hours. */
export function LayerFields({ form, index, onRemove }: LayerFieldsProps) {
  const { layers, teamId } = form.getValues();
  const layer = layers[index];
  if (!layer) return null;
  const path = `layers.${index}` as const;
  const number = index + 1;
  const moveTo = (place: number) => () => {
    form.reorderListItem('layers', { from: index, to: place });
    announce(`It is now layer ${place + 1}.`);
  };
  return (
    <section className={classes.layer} aria-label={`Layer ${number}`}>
      <div className={classes.head}>
        <Text size="sm" fw={550}>
          Layer {number}
        </Text>
        <div>
          <MoveButton
            label={`Move layer ${number} up`}
            className={settings.up}
            onMove={index > 0 ? moveTo(index - 1) : undefined}
          />
          <MoveButton
            label={`Move layer ${number} down`}
            onMove={index < layers.length - 1 ? moveTo(index + 1) : undefined}
          />
          <ActionIcon aria-label={`Remove layer ${number}`} onClick={onRemove}>
            <CloseIcon size={16} />
          </ActionIcon>
        </div>
      </div>
      <Stack gap="sm">
        <TextInput label="Name of the layer" required {...form.getInputProps(`${path}.name`)} />
        {layer.calendarId === null ? (
          <TurnsFields form={form} index={index} />
        ) : (
          <CalendarLayer
            teamId={teamId}
            value={layer.calendarId}
            onChange={(id) => form.setFieldValue(`${path}.calendarId`, id)}
            error={form.errors[`${path}.calendarId`]}
            path={`${path}.calendarId`}
          />
        )}
      </Stack>
    </section>
  );
}

/** Who takes turns, how long each is, and at which hours. */
function TurnsFields({ form, index }: Omit<LayerFieldsProps, 'onRemove'>) {
  const layer = form.getValues().layers[index];
  const path = `layers.${index}` as const;
  return (
    <>
      <TurnFields form={form} index={index} />
      <div className={settings.fields}>
        <NumberInput
          label="A turn lasts"
          min={1}
          max={365}
          allowDecimal={false}
          {...form.getInputProps(`${path}.count`)}
        />
        <NativeSelect
          label="Unit"
          data={[
            { value: 'hours', label: 'hours' },
            { value: 'days', label: 'days' },
            { value: 'weeks', label: 'weeks' },
          ]}
          {...form.getInputProps(`${path}.unit`)}
        />
        <TextInput
          type="datetime-local"
          label="The first turn begins"
          description="Every handover is at this time of day"
          required
          {...form.getInputProps(`${path}.start`)}
        />
        <TextInput
          type="datetime-local"
          label="The layer ends"
          description="Empty: it goes on"
          {...form.getInputProps(`${path}.end`)}
        />
      </div>
      <Checkbox
        label="Only at certain hours or on certain days"
        {...form.getInputProps(`${path}.isRestricted`, { type: 'checkbox' })}
      />
      {layer?.isRestricted && <WeekFields form={weekForm(form, index)} />}
    </>
  );
}

function TurnFields({ form, index }: Omit<LayerFieldsProps, 'onRemove'>) {
  const turns = form.getValues().layers[index]?.turns ?? [];
  const path = `layers.${index}.turns`;
  return (
    <div>
      <Stack gap="xs">
        {turns.map(({ key, people }, turn) => (
          <div key={key} className={classes.turn}>
            <PeoplePicker
              label={`Turn ${turn + 1}`}
              description={turn === 0 ? 'Several people in a turn are on call together' : undefined}
              agentsOnly
              value={people}
              onChange={(ids) => form.setFieldValue(`${path}.${turn}.people`, ids)}
              error={form.errors[`${path}.${turn}.people`]}
              data-path={`${path}.${turn}.people`}
            />
            <div className={classes.head}>
              <MoveButton
                label={`Move turn ${turn + 1} up`}
                className={settings.up}
                onMove={turn > 0 ? () => form.reorderListItem(path, { from: turn, to: turn - 1 }) : undefined}
              />
              <ActionIcon
                aria-label={`Remove turn ${turn + 1}`}
                disabled={turns.length === 1}
                onClick={() => form.removeListItem(path, turn)}
              >
                <CloseIcon size={16} />
              </ActionIcon>
            </div>
          </div>
        ))}
      </Stack>
      {turns.length < MOST_TURNS && (
        <Button
          mt="xs"
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem(path, newTurn())}
        >
          Add a turn
        </Button>
      )}
    </div>
  );
}

/** The week of one layer, as if it were a form of its own. */
function weekForm(form: ScheduleForm, index: number): WeekForm {
  const start = `layers.${index}.`;
  const errors = Object.entries(form.errors).flatMap(([path, words]) =>
    path.startsWith(start) ? [[path.slice(start.length), words]] : [],
  );
  return {
    errors: Object.fromEntries(errors),
    getValues: () => ({ week: form.getValues().layers[index]?.week ?? [] }),
    getInputProps: (path) => form.getInputProps(start + path),
    setFieldValue: (path, value) => form.setFieldValue(start + path, value as never),
    insertListItem: (path, item) => form.insertListItem(start + path, item),
    removeListItem: (path, at) => form.removeListItem(start + path, at),
  };
}
