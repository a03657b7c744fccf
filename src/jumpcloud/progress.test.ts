import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { Progress } from './progress';

test('a line every ten seconds at most, with what was read of how much', () => {
  jest.useFakeTimers('modern');
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const traffic = { sent: 0 };
  const progress = new Progress(logger, [traffic]);
  progress.pageRead('users', 100, 50_000);
  progress.pageRead('policies', 3);
  for (let n = 0; n < 212; n++) {
    progress.objectRead('members of user groups', 1_500);
  }
  for (let page = 0; page < 199; page++) {
    jest.advanceTimersByTime(60);
    traffic.sent += 2;
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

test('the requests of the run, whenever no step is under way', () => {
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const traffic = { sent: 2 };
  const progress = new Progress(logger, [traffic, { sent: 1 }]);
  progress.stepStarted();
  progress.stepEnded();
  progress.stepStarted();
  progress.stepStarted();
  progress.stepEnded();
  traffic.sent = 1_106;
  progress.stepEnded();
  expect(info.mock.calls).toEqual([
    ['3 requests so far.'],
    ['1,107 requests so far.'],
  ]);
});

test('each type of target counts for itself', () => {
  jest.useFakeTimers('modern');
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const progress = new Progress(logger, []);
  for (let n = 0; n < 12; n++) {
    progress.objectRead('user associations of applications', 12);
  }
  progress.objectRead('user_group associations of applications', 12);
  jest.advanceTimersByTime(10_000);
  progress.requestAnswered();
  expect(info.mock.calls).toEqual([
    [
      'Read so far: user associations of 12 of 12 applications, user_group associations of 1 of 12 applications; 0 requests a second.',
    ],
  ]);
  jest.useRealTimers();
});
