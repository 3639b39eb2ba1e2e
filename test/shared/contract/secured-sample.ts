/** A small extension, with what a case says of security directives in it. */
import { CLASSIFIED } from './extension-sample.js';

export const D = '@classified(class: DEIDENTIFIED)';

export interface Written {
  /** what of the three is imported, as it stands in the link */
  imports?: string;
  /** other arguments of the link */
  link?: string;
  version?: string;
  /** on `Event.synthetic_one__note` */
  field?: string;
  /** more definitions */
  more?: string;
}

export function securedSdl({
  imports = '',
  link = '',
  version = 'v2.6',
  field = '',
  more = '',
}: Written): string {
  return `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", ${link} import: ["@key" ${imports}])
${CLASSIFIED}
type Event @key(fields: "id") {
  id: ID! ${D}
  synthetic_one__note(kind: String ${D}): String ${D} ${field}
  synthetic_one__open: String ${D}
}
${more}
`;
}
