import { declare } from '../graph/entity';
import { RAW, Row } from '../graph/fields';
import { v1 } from '../jumpcloud/endpoints';
import { assignmentsOf } from './associations';
import {
  asBoolean,
  asLowerCase,
  asString,
  boolean,
  identifier,
  lowerCase,
  string,
} from './properties';

/** Nothing of what runs: neither the command nor its files, and not the name that starts it, which is as good as a password. */
const FIELDS = {
  _id: RAW,
  aiGenerated: RAW,
  commandType: RAW,
  launchType: RAW,
  name: RAW,
  schedule: RAW,
  scheduleRepeatType: RAW,
  shell: RAW,
  sudo: RAW,
  user: RAW,
} as const;

type Command = Row<typeof FIELDS>;

/** What a command runs on. */
export const assignmentsOfCommands = assignmentsOf(
  'commands',
  '/commands/{id}',
  'associations.commands.readonly',
);

const COMMANDS = v1('commands', '/commands', 'commands.readonly');

export const command = declare<typeof FIELDS>({
  list: {
    ...COMMANDS,
    // What is not asked for does not even come this far. The organization shows whose they are.
    query: {
      ...COMMANDS.query,
      fields: [...Object.keys(FIELDS), 'organization'].join(' '),
    },
  },
  fields: FIELDS,
  excluded: [
    'command',
    'commandRunners',
    'description',
    'files',
    'filesS3',
    'listensTo',
    'template',
    'trigger',
  ],
  remember: ['platform'],
  properties: {
    name: string('Name', 'name'),
    platform: lowerCase(
      'The devices that it runs on: darwin, windows or linux',
      platformOf,
    ),
    shell: lowerCase('Shell that it runs in, on Windows', 'shell'),
    launchType: lowerCase(
      'What starts it: manual, trigger (a webhook), repeated or one-time (a schedule)',
      'launchType',
    ),
    webhookTrigger: boolean(
      'A webhook starts it: whoever has an API key that may run commands, and knows the name of its trigger',
      ({ launchType }) => {
        const type = asLowerCase(launchType);
        return type === undefined ? undefined : type === 'trigger';
      },
    ),
    schedule: string('When it runs, as a crontab', 'schedule'),
    scheduleRepeatType: lowerCase(
      'How often it repeats: minute, hour, day, week, month',
      'scheduleRepeatType',
    ),
    runsAsRoot: boolean(
      'Runs as root, with sudo, or (on Windows, always) as SYSTEM; absent where JumpCloud does not say as whom it runs',
      runsAsRoot,
    ),
    sudo: boolean('Runs with sudo', 'sudo'),
    runAsUserId: identifier(
      'Id of the user as whom it runs; absent for root',
      ({ user }) => (isRoot(user) ? undefined : user),
    ),
    aiGenerated: boolean('Was written with the help of AI', 'aiGenerated'),
  },
});

/** As devices and policies call it. */
function platformOf({ commandType }: Command): string | undefined {
  const type = asLowerCase(commandType);
  return type === 'mac' ? 'darwin' : type;
}

/** The id that stands for root, of no user (JumpCloud's PowerShell module). */
const ROOT = '000000000000000000000000';
const isRoot = (user: unknown) => asString(user) === ROOT;

/** On Windows commands run as NT AUTHORITY (JumpCloud's help on command results), whatever else is said. */
function runsAsRoot(row: Command): boolean | undefined {
  if (platformOf(row) === 'windows') return true;
  const sudo = asBoolean(row.sudo);
  if (isRoot(row.user) || sudo === true) return true;
  return asString(row.user) === undefined ? undefined : sudo;
}
