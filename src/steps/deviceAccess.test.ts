import { GraphObject } from '../graph/objects';
import { Bindings } from './deviceAccess';

const user = (key: string) => ({ key } as GraphObject);

test('bindings are kept by device', () => {
  const bindings = new Bindings(3);
  bindings.add('mac', user('ada'), { admin: true });
  bindings.add('mac', user('bob'), { admin: false });
  bindings.add('linux', user('ada'), { admin: true });
  expect(bindings.isTooMany).toBe(false);
  expect(bindings.of('mac')).toEqual(
    new Map([
      ['ada', { admin: true }],
      ['bob', { admin: false }],
    ]),
  );
  expect(bindings.of('windows').size).toBe(0);
});

test('above their limit none of them is kept', () => {
  const bindings = new Bindings(1);
  bindings.add('mac', user('ada'), {});
  bindings.add('mac', user('bob'), {});
  bindings.add('linux', user('ada'), {});
  expect(bindings.isTooMany).toBe(true);
  expect(bindings.of('mac').size).toBe(0);
  expect(bindings.of('linux').size).toBe(0);
});
