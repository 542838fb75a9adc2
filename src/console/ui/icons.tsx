import type { ReactNode } from 'react';

type IconProps = { size?: number };

/** Drawn on a grid of 20. Icons only accompany words or a labelled control, so they are hidden from readers. */
function Icon({ size = 18, children }: IconProps & { children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const BellIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 13.5a6 6 0 0 1 12 0z" />
    <path d="M3 16.5h14M10 7.5V5M8 5h4" />
  </Icon>
);
export const RequestsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 4.5h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1z" />
  </Icon>
);
export const QueuesIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 11.5 5.2 4.4h9.6L17 11.5v4H3z" />
    <path d="M3 11.5h4l1 2h4l1-2h4" />
  </Icon>
);
export const AlertsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 10.5h3l2-5.5 3.5 10 2-4.5H17" />
  </Icon>
);
export const IncidentsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 3.5 17.5 16h-15z" />
    <path d="M10 8.5v3.5M10 14v.1" />
  </Icon>
);
export const ChangesIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 7H16M13 4l3 3-3 3M16.5 13H4M7 10l-3 3 3 3" />
  </Icon>
);
export const OnCallIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4l2.8 1.8" />
  </Icon>
);
export const SettingsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
    <circle cx="13" cy="6" r="2" />
    <circle cx="7" cy="14" r="2" />
  </Icon>
);
export const SendIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 16V4.5M5 9.2l5-4.9 5 4.9" />
  </Icon>
);
export const AttachIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m16 9.4-6.1 6.1a3.7 3.7 0 0 1-5.3-5.3l6.5-6.5a2.5 2.5 0 0 1 3.5 3.5l-6.4 6.4a1.2 1.2 0 0 1-1.7-1.7l5.7-5.7" />
  </Icon>
);
export const FileIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 3h6.5L15 6.5V17H5z" />
    <path d="M11.5 3v3.5H15" />
  </Icon>
);
export const CloseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />
  </Icon>
);
export const CheckIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4.5 10.5 3.6 3.6 7.4-8" />
  </Icon>
);
export const SearchIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="9" cy="9" r="5" />
    <path d="m13 13 3.5 3.5" />
  </Icon>
);
export const PlusIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 4.5v11M4.5 10h11" />
  </Icon>
);
export const MoreIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="4.5" cy="10" r=".6" fill="currentColor" />
    <circle cx="10" cy="10" r=".6" fill="currentColor" />
    <circle cx="15.5" cy="10" r=".6" fill="currentColor" />
  </Icon>
);
export const EditIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 16 .7-3.4 8.4-8.4a1.4 1.4 0 0 1 2 0l.7.7a1.4 1.4 0 0 1 0 2l-8.4 8.4z" />
  </Icon>
);
export const TrashIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5" />
  </Icon>
);
export const BackIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M16 10H4.5M9.3 5 4.3 10l5 5" />
  </Icon>
);
export const ChevronDownIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 8 4.5 4.5L14.5 8" />
  </Icon>
);
export const ChevronRightIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m8 5.5 4.5 4.5L8 14.5" />
  </Icon>
);
export const LockIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
    <path d="M7 9V6.8a3 3 0 0 1 6 0V9" />
  </Icon>
);
export const WarnIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10 3.5 17.5 16h-15z" />
    <path d="M10 8.2v3.6M10 13.9v.1" />
  </Icon>
);
export const InfoIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9.2v4.2M10 6.6v.1" />
  </Icon>
);
export const MacroIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M11 3 5 11.5h4.5L9 17l6-8.5h-4.5z" />
  </Icon>
);
export const SignOutIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M11.5 4H4.5v12h7M9 10h8M14 7l3 3-3 3" />
  </Icon>
);
export const RetryIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M15.6 8.2A6 6 0 1 0 16 11" />
    <path d="M16.2 4.4v4h-4" />
  </Icon>
);
