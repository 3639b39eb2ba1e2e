/** The door of the folder `exports`, for the hub's start-up, its storage and its commands. */
import { ExportedTableMigration1810000000002 } from './exported-table-migration.js';
import { KeptTableRecord } from './kept-table-record.js';

export { citableMoment, type VersionBasis } from './citable-moment.js';
export { csvText, type CsvValue } from './csv-text.js';
export {
  DataExports,
  type DataExportsOptions,
  type ExportFile,
  type ExportOverview,
} from './data-exports.js';
export { DataVersions, type KnownState } from './data-versions.js';
export { byText, exportPath, exportedTables, isDataVersion, readBy, readFileName } from './export-path.js';
export { exportTable, type ExportTable } from './export-table.js';
export { FORMAT_NAMES, type FormatName } from './format-name.js';
export { FORMATS } from './formats.js';
export { indexJson, indexPage } from './index-page.js';
export { KeptTables } from './kept-tables.js';

/** What the hub's data source needs to know to keep exported tables. */
export const exportEntities = [KeptTableRecord] as const;
export const exportMigrations = [ExportedTableMigration1810000000002] as const;
