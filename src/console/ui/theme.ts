import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  NativeSelect,
  Notification,
  Select,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

const system =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif';

/** One accent, a quiet ink blue; greys that lean a little to the warm side. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: {
    accent: [
      '#f0f3fe',
      '#e1e7fc',
      '#c3cefa',
      '#a3b4f6',
      '#8399f0',
      '#5f79e2',
      '#3451c7',
      '#2b45ad',
      '#243a90',
      '#1c2d70',
    ],
    dark: [
      '#ececea',
      '#b6b5b2',
      '#a3a29f',
      '#6f6e6c',
      '#3a3a3f',
      '#2c2c31',
      '#222226',
      '#1a1a1d',
      '#131315',
      '#0d0d0f',
    ],
    gray: [
      '#f7f7f5',
      '#efefec',
      '#e5e4e0',
      '#d8d7d2',
      '#c4c3bd',
      '#8f8e87',
      '#62615b',
      '#4a4944',
      '#33322f',
      '#1d1d1b',
    ],
  },
  fontFamily: system,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: system, fontWeight: '620' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 3, maxRows: 16 } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
        transitionProps: { duration: 120 },
        styles: { title: { fontWeight: 620, overflowWrap: 'anywhere' } },
      },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        position: 'bottom-end',
        // An element without a role has no place in a menu.
        withInitialFocusPlaceholder: false,
        // What loads above it may push its button away: the menu, which holds the focus, goes along.
        hideDetached: false,
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
  },
});

/** Mantine's own greys for small words and placeholders are too faint to read. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1d1d1b',
    '--mantine-color-dimmed': '#62615b',
    '--mantine-color-placeholder': '#6f6e68',
    '--mantine-color-default-border': '#d8d7d2',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#2b45ad',
  },
  dark: {
    '--mantine-color-body': '#1a1a1d',
    '--mantine-color-text': '#ececea',
    '--mantine-color-dimmed': '#a3a29f',
    '--mantine-color-placeholder': '#8b8a87',
    '--mantine-color-default-border': '#3a3a3f',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-anchor': '#a3b4f6',
  },
});
