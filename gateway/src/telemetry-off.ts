/**
 * Switches off Apollo's telemetry. A side-effect import, and the first one of every file that loads anything
 * of Apollo: its gateway reads the variable when it is constructed and would otherwise report to its maker
 * and probe cloud metadata addresses. For a hub that holds case work, neither may happen.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
