/* `npm run graph`, `npm run graph:types`, `npm run graph:dependencies`, and a part of `npm run docs`. */
import {
  writeDependencies,
  writeModelImage,
  writePicture,
  writeTypes,
} from './picture';

const WRITERS = new Map<string, () => string | Promise<string>>([
  ['graph', () => writePicture()],
  ['types', () => writeTypes()],
  ['dependencies', () => writeDependencies()],
  ['image', () => writeModelImage()],
]);

async function main(): Promise<void> {
  const write = WRITERS.get(process.argv[2]);
  if (!write) throw new Error(`Usage: ${[...WRITERS.keys()].join(' | ')}`);
  process.stdout.write(`${await write()}\n`);
}

main().catch((error) => {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
