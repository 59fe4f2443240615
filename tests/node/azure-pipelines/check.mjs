// Asks the language server of Azure Pipelines what it finds in files, by the schema that the service gives to editors.
// Usage: node check.mjs SCHEMA FILE...
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [schema, ...files] = process.argv.slice(2).map((path) => resolve(path));
const program = createRequire(import.meta.url).resolve('azure-pipelines-language-server/bin/azure-pipelines-language-server');
const server = spawn(process.execPath, [program, '--stdio'], {stdio: ['pipe', 'pipe', 'inherit']});

function send(message) {
  const text = JSON.stringify({jsonrpc: '2.0', ...message});
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

const open = new Map(files.map((file) => [pathToFileURL(file).href, file]));
let found = 0;

function take(message) {
  if (message.id === 1) {
    send({method: 'initialized', params: {}});
    for (const [uri, file] of open) {
      const textDocument = {uri, languageId: 'azure-pipelines', version: 1, text: readFileSync(file, 'utf8')};
      send({method: 'textDocument/didOpen', params: {textDocument}});
    }
  } else if (message.method === 'textDocument/publishDiagnostics') {
    for (const one of message.params.diagnostics) {
      found += 1;
      console.error(`${open.get(message.params.uri)}:${one.range.start.line + 1}: ${one.message}`);
    }
    open.delete(message.params.uri);
    if (open.size === 0) end(found === 0 ? 0 : 1);
  } else if (message.id !== undefined && message.method !== undefined) {
    send({id: message.id, result: message.method === 'custom/schema/request' ? pathToFileURL(schema).href : null});
  }
}

function end(status) {
  server.kill();
  process.exit(status);
}

let bytes = Buffer.alloc(0);
server.stdout.on('data', (more) => {
  bytes = Buffer.concat([bytes, more]);
  for (;;) {
    const at = bytes.indexOf('\r\n\r\n');
    if (at < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(bytes.subarray(0, at).toString())[1]);
    if (bytes.length < at + 4 + length) return;
    const message = JSON.parse(bytes.subarray(at + 4, at + 4 + length).toString());
    bytes = bytes.subarray(at + 4 + length);
    take(message);
  }
});
server.on('exit', (status) => {
  console.error(`the language server ended with ${status}`);
  process.exit(2);
});
send({id: 1, method: 'initialize', params: {processId: process.pid, rootUri: null, capabilities: {}}});
