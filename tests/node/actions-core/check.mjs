// Reads [{kind, title, message}] and [{name, value}] from the file given, and does with GitHub's own library what Cincture does.
import { readFileSync } from 'node:fs'
import * as core from '@actions/core'

const { annotations, masks, outputs } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
for (const mask of masks) core.setSecret(mask)
for (const { kind, title, message } of annotations) core[kind](message, { title })
for (const { name, value } of outputs) core.setOutput(name, value)
