// Writes commands as Azure's library for tasks does, and says how it reads each line of a file.
import { readFileSync } from 'node:fs';
import { TaskCommand, commandFromString } from 'azure-pipelines-task-lib/taskcommand.js';

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const written = asked.write.map(({ name, properties, data }) => String(new TaskCommand(name, properties, data)));
const read = asked.read.map((line) => {
  const { command, properties, message } = commandFromString(line);
  return { name: command, properties, data: message };
});
process.stdout.write(JSON.stringify({ written, read }));
