// Reads a results file as MITRE's tools do, and prints what they make of each control that counts.
// Usage: node check.mjs RESULTS.json
import {readFileSync} from 'node:fs';
import inspecjs from 'inspecjs';

const read = inspecjs.convertFile(readFileSync(process.argv[2], 'utf8'), true);
const results = read['1_0_ExecJson'];
if (!results) {
  console.error('not the results of a run:', read.errors?.['1_0_ExecJson']);
  process.exit(1);
}
const tops = inspecjs.contextualizeEvaluation(results).contains.filter((profile) => profile.extendedBy.length === 0);
const controls = tops.flatMap((profile) =>
  profile.contains.map((control) => ({
    profile: profile.data.name,
    id: control.data.id,
    status: control.root.hdf.status,
    severity: control.root.hdf.severity,
  })),
);
console.log(JSON.stringify(controls));
