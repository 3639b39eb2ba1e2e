/**
 * Reads a mapping file.
 *
 * Takes the path of a YAML file, gives a checked mapping. Every complaint names the file, the place in it and
 * what to write instead; the language itself is in `mapping-schema.ts`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HubError } from '@vigil/shared';
import { parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { columnsRead, mappingSchema, type Mapping } from './mapping-schema.js';

/**
 * @throws HubError MAPPING_INVALID with place and remedy; NOT_FOUND when there is no such file
 */
export async function readMapping(file: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new HubError('NOT_FOUND', `mapping file ${file} cannot be read`, 'operator', { cause });
  }
  return parseMapping(text, path.basename(file));
}

/**
 * Checks the text of a mapping.
 *
 * @param name - of the file, for messages
 */
export function parseMapping(text: string, name: string): Mapping {
  const document = parseDocument(text, { prettyErrors: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const [position] = broken.linePos ?? [];
    const place = position === undefined ? '' : `, line ${position.line}`;
    throw invalid(name + place, `not YAML (${broken.code.toLowerCase().replaceAll('_', ' ')})`);
  }
  const parsed = mappingSchema.safeParse(valueOf(document, name));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(
      `${name}, field ${issue === undefined || issue.path.length === 0 ? '(root)' : issue.path.join('.')}`,
      issue === undefined ? 'invalid' : remedy(issue),
    );
  }
  const read = columnsRead(parsed.data);
  const both = parsed.data.neverRead.find((column) => read.has(column));
  if (both !== undefined) {
    throw invalid(
      `${name}, field neverRead`,
      `column ${both} is read by another field; take one of the two away`,
    );
  }
  return parsed.data;
}

/** An alias whose anchor somebody deleted is noticed only when the text becomes a value. */
function valueOf(document: Document, name: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw invalid(
      name,
      'a field is written as *name, but no field above it has the anchor &name; write the field out',
    );
  }
}

function remedy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `the mapping language has no ${issue.keys.join(', ')}; see docs/mapping.md for the fields it has`;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    return `${issue.message}; write it in quotes`;
  }
  return issue.message;
}

function invalid(place: string, message: string): HubError {
  return new HubError('MAPPING_INVALID', `mapping ${place}: ${message}`, 'operator');
}
