// What tfx says of a task.json, and which files an extension has. Usage: node package.cjs TASK.json EXTENSION.vsix
const { readFileSync } = require('node:fs');
const JSZip = require('jszip');
const { validateTask } = require('tfx-cli/_build/lib/jsonvalidate');

const [task, extension] = process.argv.slice(2);
const faults = validateTask(task, JSON.parse(readFileSync(task, 'utf8')));
JSZip.loadAsync(readFileSync(extension)).then((zip) => {
  const files = Object.values(zip.files).filter((file) => !file.dir).map((file) => file.name);
  process.stdout.write(JSON.stringify({ faults, files }));
});
