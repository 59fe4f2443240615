// Holds JSON files against a schema of draft 4 or 2020-12; with --strict, keys that the schema does not name are refused.
// Usage: node validate.mjs [--strict] SCHEMA FILE...
import {readFileSync} from 'node:fs';
import Ajv04 from 'ajv-draft-04';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const strict = process.argv[2] === '--strict';
const [schemaFile, ...files] = process.argv.slice(strict ? 3 : 2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

function close(schema) {
  if (Array.isArray(schema)) return schema.forEach(close);
  if (schema === null || typeof schema !== 'object') return;
  Object.values(schema).forEach(close);
  if (schema.type === 'object' && schema.properties) schema.additionalProperties = false;
}

const schema = read(schemaFile);
if (strict) close(schema);
const Ajv = schema.$schema.includes('2020-12') ? Ajv2020.default : Ajv04.default;
const ajv = new Ajv({allErrors: true, strict: false});
addFormats.default(ajv);
const validate = ajv.compile(schema);
let good = files.length > 0;
for (const file of files) {
  if (validate(read(file))) continue;
  good = false;
  for (const error of validate.errors.slice(0, 10)) console.error(file, error.instancePath, error.message, error.params);
}
process.exit(good ? 0 : 1);
