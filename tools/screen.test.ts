import { Screen } from './screen';

beforeEach(() => jest.useFakeTimers('modern'));
afterEach(() => {
  jest.useRealTimers();
});

const STEP = 'Completed step "Fetch Users".';
const line = (message: string, level = 'INFO') =>
  `17:48:54.419Z ${level.padStart(5)} Local: ${message} (stepId=fetch-users)\n`;

function show({
  isTTY = false,
  waiting = () => undefined as string | undefined,
} = {}) {
  let text = '';
  const out = {
    isTTY,
    columns: 60,
    write: (more: string) => (text += more),
  };
  return { screen: new Screen(out, waiting), text: () => text };
}

test('a step that ends is a line, in whatever pieces it comes', () => {
  const { screen, text } = show();
  for (const character of line(STEP)) screen.take(character);
  expect(text()).toBe('  completed Fetch Users\n');
});

test('a step that fails is a line, and so is a warning, but each once', () => {
  const { screen, text } = show();
  screen.take(line('Could not be read.', 'WARN'));
  screen.take(line('Could not be read.', 'WARN'));
  screen.take(
    line('Step "Fetch Users" failed to complete due to error. Help', 'ERROR'),
  );
  screen.take('  Error: at somewhere\n{\n');
  expect(text()).toBe(
    '  WARN      Could not be read.\n  failed    Fetch Users\n',
  );
});

test('where the output is no terminal, there is no last line', () => {
  const { screen, text } = show();
  screen.take(line('Read so far: users 5 of 10; 3 requests a second.'));
  jest.advanceTimersByTime(5_000);
  screen.end();
  expect(text()).toBe('');
});

/** What a terminal shows in the end: a carriage return and an erased line leave nothing of it. */
function shownBy(text: string): string[] {
  return text.split('\n').map((each) => each.split('\r\u001b[K').pop() ?? '');
}

test('at a terminal the last line moves in each second, and says what is not read yet', () => {
  const { screen, text } = show({ isTTY: true });
  screen.take(
    line(
      'Read so far: users 1,200 of 50,000, policies 3, groups 7 of 7, devices 100 of 5,000; 33 requests a second.',
    ),
  );
  const seen = new Set<string>();
  for (let second = 0; second < 4; second++) {
    jest.advanceTimersByTime(1_000);
    seen.add(shownBy(text()).join());
  }
  expect([...seen]).toEqual(
    [1, 2, 3, 4].map(
      (second) =>
        `  ${second} s       33 requests a second, users 1,200 of 50,000, de`,
    ),
  );
  screen.take(line(STEP));
  screen.end();
  expect(shownBy(text())).toEqual(['  completed Fetch Users', '']);
});

test('what the run waits for takes the place of what it has read', () => {
  const { screen, text } = show({
    isTTY: true,
    waiting: () => 'nobody answers',
  });
  jest.advanceTimersByTime(2_000);
  screen.end({ isKept: true });
  expect(shownBy(text())).toEqual(['  2 s       nobody answers', '']);
});
