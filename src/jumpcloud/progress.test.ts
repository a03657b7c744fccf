import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing/dist/src/logger';

import { Progress } from './progress';

const INTERVAL = 10_000;

beforeEach(() => jest.useFakeTimers('modern'));
afterEach(() => {
  jest.useRealTimers();
});

function start() {
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  return { info, progress: new Progress(logger, INTERVAL) };
}

test('a line after each interval at most, with what was read of how much', () => {
  const { info, progress } = start();
  progress.expect('users', 'one', 50_000);
  progress.read('policies', 3);
  progress.expect('members of user groups', 'step', 1_500);
  progress.read('members of user groups', 212);
  for (let page = 0; page < 399; page++) {
    jest.advanceTimersByTime(30);
    progress.requested();
    progress.read('users', 50);
  }
  expect(info.mock.calls).toEqual([
    [
      'Read so far: users 16,650 of 50,000, policies 3, members of user groups 212 of 1,500; 33 requests a second.',
    ],
  ]);
});

test('a list that is read again does not count its total again; that of another organization does', () => {
  const { info, progress } = start();
  progress.expect('users', 'one', 200);
  progress.expect('users', 'one', 201);
  progress.expect('users', 'other', 100);
  jest.advanceTimersByTime(INTERVAL);
  progress.requested();
  expect(info.mock.calls[0][0]).toContain('users 0 of 301');
});

test('requests are counted for the step that makes them', () => {
  const { progress } = start();
  progress.requested();
  progress.requested('fetch-users');
  progress.requested('fetch-users');
  expect(progress.requests).toBe(3);
  expect(progress.requestsOf('fetch-users')).toBe(2);
  expect(progress.requestsOf('fetch-groups')).toBe(0);
});
