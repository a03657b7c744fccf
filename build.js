/*
 * Makes the root of the published package, dist/ unless another folder is named:
 * the compiled source, what JupiterOne reads beside it, and a package.json that
 * holds what a consumer needs and nothing of development.
 */
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const ROOT = __dirname;
const OUT = path.resolve(process.argv[2] ?? path.join(ROOT, 'dist'));
const PUBLISHED = [
  'name',
  'version',
  'description',
  'license',
  'author',
  'repository',
  'publishConfig',
  'main',
  'types',
  'bin',
  'files',
  'engines',
  'dependencies',
  'peerDependencies',
];

fs.rmSync(OUT, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    // So short a run is over before optimized code has paid: a third less CPU.
    '--no-opt',
    require.resolve('typescript/bin/tsc'),
    '--project',
    path.join(ROOT, 'tsconfig.dist.json'),
    '--outDir',
    OUT,
  ],
  { stdio: 'inherit' },
);
for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'jupiterone']) {
  fs.cpSync(path.join(ROOT, name), path.join(OUT, name), { recursive: true });
}
const manifest = require('./package.json');
fs.writeFileSync(
  path.join(OUT, 'package.json'),
  `${JSON.stringify(
    Object.fromEntries(PUBLISHED.map((name) => [name, manifest[name]])),
    null,
    2,
  )}\n`,
);
