import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { Progress } from './progress';

test('a line every ten seconds at most, with what was read of how much', () => {
  jest.useFakeTimers('modern');
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const progress = new Progress(logger);
  progress.pageRead('users', 100, 50_000);
  progress.pageRead('policies', 3);
  for (let n = 0; n < 212; n++) {
    progress.objectRead('members of user groups', 1_500);
  }
  for (let page = 0; page < 199; page++) {
    jest.advanceTimersByTime(60);
    progress.pageRead('users', 100);
    progress.requestAnswered();
  }
  expect(info.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^Read so far: users 16,800 of 50,000, policies 3, members of 212 of 1,500 user groups; 33 requests a second\.$/,
      ),
    ],
  ]);
  jest.useRealTimers();
});
