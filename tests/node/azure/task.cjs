// Runs the task in Azure's own runner for tests of tasks, with the library itself: nothing of it is replaced.
// Usage: node task.cjs INDEX.js GIVEN.json, which has `inputs`, and `web`: what each address answers.
const { readFileSync } = require('node:fs');
const { TaskMockRunner } = require('azure-pipelines-task-lib/mock-run');

const { inputs, web } = JSON.parse(readFileSync(process.argv[3], 'utf8'));

globalThis.fetch = async (url) => {
  const { file, to, status } = web[url] ?? { status: 404 };
  if (to !== undefined) return new Response(null, { status: 302, headers: { location: to } });
  return new Response(file === undefined ? '' : readFileSync(file), { status: status ?? 200 });
};

const runner = new TaskMockRunner(process.argv[2]);
for (const [name, value] of Object.entries(inputs)) runner.setInput(name, value);
runner.run(true);
