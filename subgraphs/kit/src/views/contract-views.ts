/**
 * The contract of the views: every view a partner gives, its columns and their types, as the kit's own tables
 * have them.
 *
 * Read from the entities, so that a column added there is asked for here without anybody thinking of it. Pure.
 */
import { getMetadataArgsStorage } from 'typeorm';
import { caseEntities } from '../records/entities.js';

export type ViewColumnType = 'uuid' | 'text' | 'text[]' | 'boolean' | 'date' | 'integer' | 'timestamptz';

export interface ContractColumn {
  readonly name: string;
  readonly type: ViewColumnType;
  readonly nullable: boolean;
  readonly primary: boolean;
}

export interface ContractView {
  readonly name: string;
  readonly columns: readonly ContractColumn[];
}

const TYPES: ReadonlySet<string> = new Set([
  ...['uuid', 'text', 'text[]', 'boolean', 'date', 'integer', 'timestamptz'],
]);

function typeOf(column: string, type: unknown): ViewColumnType {
  if (typeof type === 'string' && TYPES.has(type)) return type as ViewColumnType;
  throw new TypeError(`column ${column} has a type that views do not know`);
}

/** Every view, in the order in which they refer to each other. */
export function contractViews(): ContractView[] {
  const { tables, columns } = getMetadataArgsStorage();
  return caseEntities.map((entity) => {
    const name = tables.find(({ target }) => target === entity)?.name ?? '';
    const own = columns.filter(({ target }) => target === entity);
    return {
      name,
      columns: own.map(({ propertyName, options }) => ({
        name: options.name ?? propertyName,
        type: typeOf(
          `${name}.${propertyName}`,
          options.array === true ? `${String(options.type)}[]` : options.type,
        ),
        nullable: options.nullable === true,
        primary: options.primary === true,
      })),
    };
  });
}
