/**
 * A table as SDMX-JSON 2.0: one data set of observations, with the structure that explains it in the same message.
 *
 * Takes an exported table, gives text. Dimensions and coded attributes stand in the observations by their place in the
 * structure's lists of values, everything else by itself; measures first, then attributes. Pure.
 * @see SDMX-JSON 2.0.0 data message, field guide and JSON schema
 */
import type { ExportTable } from './export-table.js';
import {
  SDMX_ATTRIBUTES,
  SDMX_MEASURES,
  STATUS_NAMES,
  dataflowOf,
  sdmxDimensions,
  type SdmxAttribute,
  type SdmxDimension,
  type SdmxValue,
} from './sdmx-components.js';

const SCHEMA =
  'https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json';

/** Values of a component in the order in which they are met, each with its place. */
class Places {
  readonly #places = new Map<string, number>();

  of(code: string): number {
    const place = this.#places.get(code) ?? this.#places.size;
    this.#places.set(code, place);
    return place;
  }

  codes(): string[] {
    return [...this.#places.keys()];
  }
}

interface Observations {
  readonly observations: Record<string, SdmxValue[]>;
  readonly ofDimensions: readonly Places[];
  readonly ofAttributes: readonly Places[];
}

const OF_OBSERVATION = SDMX_ATTRIBUTES.filter(({ level }) => level === 'OBSERVATION');
const OF_DATASET = SDMX_ATTRIBUTES.filter(({ level }) => level === 'DATASET');

export function writeSdmxJson(table: ExportTable): string {
  const dimensions = sdmxDimensions(table);
  const { observations, ofDimensions, ofAttributes } = observationsOf(table, dimensions);
  const link = {
    urn: `urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=${dataflowOf(table)}`,
    rel: 'dataflow',
  };
  const message = {
    meta: {
      schema: SCHEMA,
      id: [table.indicator.code, ...table.by, table.dataVersion].join('-'),
      prepared: table.asOf,
      test: false,
      contentLanguages: ['en'],
      name: table.indicator.name,
      sender: { id: 'VIGIL', name: 'Vigil hub' },
    },
    data: {
      structures: [
        {
          links: [link],
          name: table.indicator.name,
          description: `${table.indicator.definition} ${table.notice}`,
          dimensions: {
            observation: dimensions.map((dimension, index) =>
              dimensionOf(dimension, index, ofDimensions[index]?.codes() ?? []),
            ),
          },
          measures: {
            observation: SDMX_MEASURES.map(({ id, name, dataType }) => ({ id, name, format: { dataType } })),
          },
          attributes: {
            dataSet: OF_DATASET.map((attribute) => attributeOf(attribute, [])),
            observation: OF_OBSERVATION.map((attribute, index) =>
              attributeOf(attribute, ofAttributes[index]?.codes() ?? []),
            ),
          },
          dataSets: [0],
        },
      ],
      dataSets: [
        {
          structure: 0,
          action: 'Information',
          links: [link],
          attributes: OF_DATASET.map(({ value }) => value(null, table)),
          observations,
        },
      ],
    },
  };
  return `${JSON.stringify(message)}\n`;
}

function observationsOf(table: ExportTable, dimensions: readonly SdmxDimension[]): Observations {
  const ofDimensions = dimensions.map(() => new Places());
  const ofAttributes = OF_OBSERVATION.map(() => new Places());
  const observations: Record<string, SdmxValue[]> = {};
  for (const cell of table.cells) {
    const key = dimensions.map(({ code }, index) => ofDimensions[index]?.of(code(cell, table)));
    observations[key.join(':')] = [
      ...SDMX_MEASURES.map(({ value }) => value(cell)),
      ...OF_OBSERVATION.map(({ coded, value }, index) => {
        const given = value(cell, table);
        return coded && typeof given === 'string' ? (ofAttributes[index]?.of(given) ?? null) : given;
      }),
    ];
  }
  return { observations, ofDimensions, ofAttributes };
}

function dimensionOf(
  { id, name, role, nameOf }: SdmxDimension,
  index: number,
  codes: readonly string[],
): object {
  return {
    id,
    name,
    keyPosition: index,
    ...(role === null ? {} : { roles: [role] }),
    values: codes.map((code) => ({
      id: code,
      name: nameOf(code),
      ...(role === 'TIME_PERIOD' ? spanOf(code) : {}),
    })),
  };
}

function attributeOf(
  { id, name, level, dataType, coded, multiple }: SdmxAttribute,
  codes: readonly string[],
): object {
  return {
    id,
    name,
    relationship: level === 'DATASET' ? { dataflow: {} } : { observation: {} },
    format: { dataType, ...(multiple ? { maxOccurs: 'unbounded' } : {}) },
    ...(coded ? { values: codes.map((code) => ({ id: code, name: STATUS_NAMES[id]?.[code] ?? code })) } : {}),
  };
}

/** First and last second of a month or a year. */
function spanOf(period: string): { start: string; end: string } {
  const [year = 0, month] = period.split('-').map(Number);
  const after = month === undefined ? Date.UTC(year + 1, 0) : Date.UTC(year, month);
  const first = month === undefined ? Date.UTC(year, 0) : Date.UTC(year, month - 1);
  return { start: new Date(first).toISOString(), end: new Date(after - 1_000).toISOString() };
}
