const tierWords: Record<number, string> = {
  1: 'the company stands still without it',
  2: 'many cannot work without it',
  3: 'some notice when it is down',
  4: 'hardly anybody notices',
};

export const tierOptions = Object.entries(tierWords).map(([value, words]) => ({
  value,
  label: `${value}: ${words}`,
}));
