/*
 * Makes dist/, the root of the published package: the compiled source, what
 * JupiterOne reads beside it, and a package.json without anything that only
 * development needs.
 */
const { execFileSync } = require('child_process');
const fs = require('fs');

fs.rmSync('dist', { recursive: true, force: true });
execFileSync(
  process.execPath,
  [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.dist.json'],
  { stdio: 'inherit' },
);
for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'jupiterone']) {
  if (fs.existsSync(name)) fs.cpSync(name, `dist/${name}`, { recursive: true });
}
const {
  scripts,
  devDependencies,
  allowScripts,
  ...published
} = require('./package.json');
fs.writeFileSync(
  'dist/package.json',
  `${JSON.stringify(published, null, 2)}\n`,
);
