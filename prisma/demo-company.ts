/** The people, queues and stories of the demo company. All of them are made up. */

type DemoPerson = { name: string; email: string; timeZone: string; team?: string; lead?: boolean };

const DOMAIN = 'northwind.example';
const person = (name: string, timeZone: string, team?: string, lead?: boolean): DemoPerson => ({
  name,
  email: `${name.toLowerCase().replaceAll(' ', '.')}@${DOMAIN}`,
  timeZone,
  ...(team ? { team } : {}),
  ...(lead ? { lead } : {}),
});

export const PEOPLE: readonly DemoPerson[] = [
  person('Mara Lindqvist', 'Europe/Stockholm', 'IT', true),
  person('Tomas Okafor', 'Europe/London', 'IT'),
  person('Jun Hayashi', 'Asia/Tokyo', 'IT'),
  person('Priya Raman', 'Asia/Kolkata', 'Network', true),
  person('Diego Fuentes', 'America/Mexico_City', 'Network'),
  person('Hanna Becker', 'Europe/Berlin', 'Workplace', true),
  person('Owen Price', 'Europe/London', 'Workplace'),
  person('Salma Idrissi', 'Africa/Casablanca', 'People team', true),
  person('Noah Stein', 'Europe/Zurich', 'People team'),
  ...[
    'Aiko Mori',
    'Ben Carter',
    'Chiara Russo',
    'Dana Novak',
    'Elif Kaya',
    'Finn Olsen',
    'Gloria Mensah',
    'Hugo Martin',
    'Ines Costa',
    'Jonas Weber',
    'Kasia Nowak',
    'Liam Byrne',
    'Mina Park',
    'Nils Berg',
    'Olga Ivanova',
    'Paul Dubois',
    'Ravi Shah',
    'Sofia Marino',
    'Tessa Vries',
    'Umar Khan',
    'Vera Klein',
  ].map((name, index) =>
    person(
      name,
      ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Adelaide'][index % 4] ?? 'UTC',
    ),
  ),
];

export const QUEUES = [
  { name: 'IT support', team: 'IT', visibility: 'open', kind: 'request' },
  { name: 'Network and VPN', team: 'Network', visibility: 'open', kind: 'incident' },
  { name: 'Workplace', team: 'Workplace', visibility: 'open', kind: 'request' },
  { name: 'People questions', team: 'People team', visibility: 'private', kind: 'request' },
] as const;

export type Story = {
  queue: (typeof QUEUES)[number]['name'];
  kind: 'incident' | 'request';
  title: string;
  text: string;
  /** Agent and requester in turn, the agent first. */
  talk: string[];
  note?: string;
  resolution: string;
  code: 'fixed' | 'workaround' | 'answered' | 'fulfilled' | 'declined';
  tags: string[];
};

export const STORIES: readonly Story[] = [
  {
    queue: 'IT support',
    kind: 'incident',
    title: 'Laptop does not wake up from sleep',
    text: 'Since the update on Monday my laptop stays black when I open the lid. I have to hold the power button every time.',
    talk: [
      'Which model is it? It is on the sticker underneath.',
      'It says ThinkPad T14 Gen 3.',
      'Thank you. A firmware fix is out; I have sent it to your machine. Please restart once.',
      'It works now.',
    ],
    note: 'Third T14 this week. Worth a problem record if there are more.',
    resolution: 'Firmware 1.32 installed; the machine wakes up again.',
    code: 'fixed',
    tags: ['laptop'],
  },
  {
    queue: 'IT support',
    kind: 'request',
    title: 'Access to the design workspace',
    text: 'I have joined the product team and need editing rights in our design workspace.',
    talk: ['Sure. Does your lead know? I have asked for a yes.', 'Yes, she said she would answer you today.'],
    resolution: 'Editor seat given after the team lead agreed.',
    code: 'fulfilled',
    tags: ['access'],
  },
  {
    queue: 'IT support',
    kind: 'incident',
    title: 'Mail search finds nothing older than a week',
    text: 'When I search my mailbox, only messages of the last days turn up. I know there are older ones.',
    talk: [
      'Is it the same in the browser?',
      'No, there it finds everything.',
      'Then the local index is broken. I will start a rebuild, it takes an hour or so.',
    ],
    resolution: 'Local search index rebuilt.',
    code: 'fixed',
    tags: ['mail'],
  },
  {
    queue: 'IT support',
    kind: 'request',
    title: 'New starter on the first of the month',
    text: 'We have a new colleague in finance starting on the first. She needs a laptop, a headset and the usual accounts.',
    talk: ['Got it. Which keyboard layout would she like?', 'Italian, please.'],
    note: 'Laptop reserved from stock, asset label still to be printed.',
    resolution: 'Laptop, headset and accounts are ready; the welcome letter has the first password.',
    code: 'fulfilled',
    tags: ['onboarding', 'laptop'],
  },
  {
    queue: 'IT support',
    kind: 'incident',
    title: 'Locked out after too many tries',
    text: 'I typed my password wrong a few times and now I cannot get in at all.',
    talk: ['I have unlocked the account. Please try again in five minutes.', 'I am in, thanks!'],
    resolution: 'Account unlocked.',
    code: 'fixed',
    tags: ['password'],
  },
  {
    queue: 'Network and VPN',
    kind: 'incident',
    title: 'VPN drops every ten minutes',
    text: 'Working from home, the VPN disconnects about every ten minutes. My internet itself is fine.',
    talk: [
      'Which gateway are you on? You see it under details.',
      'gw-2.',
      'That one has been restarting. I have moved you to gw-3; please reconnect.',
      'Stable for two hours now.',
    ],
    note: 'gw-2 restarts with out-of-memory in the log since the last patch.',
    resolution: 'Moved to another gateway; the faulty one is being patched.',
    code: 'workaround',
    tags: ['vpn'],
  },
  {
    queue: 'Network and VPN',
    kind: 'incident',
    title: 'No wireless in meeting room 4',
    text: 'Nobody gets onto the wireless in meeting room 4, on the second floor. The corridor is fine.',
    talk: ['Thank you for the report. The access point is down, somebody will look at it today.'],
    resolution: 'Access point replaced.',
    code: 'fixed',
    tags: ['wifi'],
  },
  {
    queue: 'Network and VPN',
    kind: 'request',
    title: 'Open a port for the test environment',
    text: 'For the load test next week we need TCP 8443 open from the build servers to the test environment.',
    talk: ['Until when do you need it?', 'Until Friday of that week.'],
    resolution: 'Opened until Friday evening; it closes by itself.',
    code: 'fulfilled',
    tags: ['firewall'],
  },
  {
    queue: 'Workplace',
    kind: 'request',
    title: 'A second monitor for my desk',
    text: 'I work with large spreadsheets all day. May I have a second monitor? Desk 3.17.',
    talk: ['Of course. 24 or 27 inches?', '27 if possible.'],
    resolution: 'Monitor set up at desk 3.17.',
    code: 'fulfilled',
    tags: ['hardware'],
  },
  {
    queue: 'Workplace',
    kind: 'incident',
    title: 'Printer on the third floor jams',
    text: 'The printer by the kitchen on the third floor jams on every double-sided page.',
    talk: ['I will have a look before noon.', 'Thanks!'],
    resolution: 'Rollers cleaned, double-sided printing works.',
    code: 'fixed',
    tags: ['printer'],
  },
  {
    queue: 'Workplace',
    kind: 'request',
    title: 'Badge does not open the bicycle room',
    text: 'My badge opens every door but the bicycle room.',
    talk: ['That room needs a separate right. I have added it; it works from tomorrow.'],
    resolution: 'Right added to the badge.',
    code: 'fulfilled',
    tags: ['badge'],
  },
  {
    queue: 'People questions',
    kind: 'request',
    title: 'How many days of leave do I have left?',
    text: 'Could you tell me how many days of leave I still have this year, and whether I can take some with me into the next?',
    talk: ['You have eight days left, and five of them can move to next year.', 'Perfect, thank you.'],
    resolution: 'Answered: eight days, five of them carry over.',
    code: 'answered',
    tags: ['leave'],
  },
  {
    queue: 'People questions',
    kind: 'request',
    title: 'Change of bank account',
    text: 'I have a new bank account. Where do I change it so that next month’s salary arrives there?',
    talk: ['Under “My data” in the payroll portal, before the 15th.', 'Found it.'],
    resolution: 'Answered: to be changed in the payroll portal before the 15th.',
    code: 'answered',
    tags: ['payroll'],
  },
];
