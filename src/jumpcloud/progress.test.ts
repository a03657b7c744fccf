import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { Progress } from './progress';

test('a line every ten seconds at most, with what was read of how much', () => {
  jest.useFakeTimers('modern');
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const progress = new Progress(logger);
  progress.note('users', 100, 50_000);
  for (let page = 0; page < 199; page++) {
    jest.advanceTimersByTime(60);
    progress.note('users', 100);
    progress.note('members', 7);
  }
  expect(info.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^Read so far: users 16800 of 50000, members \d+; 33 requests a second\.$/,
      ),
    ],
  ]);
  jest.useRealTimers();
});
